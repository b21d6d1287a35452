package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.message.MessageKind;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.metric.MeterReading;
import dev.sluice.session.CloseReason;
import dev.sluice.session.Conversation;
import dev.sluice.session.EchoConversation;
import dev.sluice.session.Liveness;
import dev.sluice.session.Session;
import dev.sluice.testing.Tls;
import dev.sluice.transport.tls.TlsPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scenarios against a real gateway, whose own counters must say the same. */
class LoadCommandTest {
    private static final int DROP_AFTER = 20;

    private final AtomicInteger messages = new AtomicInteger();
    private Gateway gateway;
    private boolean running = true;

    @BeforeEach
    void start() throws IOException {
        gateway = Gateway.start(GatewayOptions.builder()
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .lanes(1)
                .conversation("/stall", StallOnce::new)
                .conversation("/drop", DropAfterAWhile::new)
                .conversation("/swallow", Swallow::new)
                .conversation("/twice", Twice::new)
                .build());
    }

    @AfterEach
    void stop() {
        if (running) {
            gateway.close();
        }
    }

    @Test
    void aClosedLoopEchoGetsEveryMessageBack() {
        LoadRunner run =
                load("echo", "--connections", "5", "--window", "4", "--seconds", "1", "--size", "200", "--binary");

        assertGood(run);
        assertThat(run.count("sent"))
                .isGreaterThan(100)
                .isEqualTo(run.count("received"))
                .isEqualTo(received(Label.Kind.BINARY))
                .isEqualTo(sent(Label.Kind.BINARY));
        assertThat(run.count("opened")).isEqualTo(5).isEqualTo(run.count("closed"));
        assertThat(run.count("received_bytes")).isGreaterThan(run.count("received") * 200);
        assertThat(run.number("latency_us.p50")).isPositive().isLessThanOrEqualTo(run.number("latency_us.max"));
        assertThat(run.number("per_second.received")).isPositive();
        assertThat(run.number("sent_late_us.count")).isZero();
        assertThat(run.values())
                .containsEntry("scenario", "echo")
                .containsEntry("options.connections", 5)
                .containsEntry("options.window", 4)
                .containsEntry("options.binary", true)
                .containsKeys("started", "machine.processors", "machine.os", "machine.jdk", "machine.transport");
    }

    @Test
    void anOpenLoopEchoSendsAsManyAsTheRateSays() {
        LoadRunner run = load("echo", "--connections", "3", "--rate", "500", "--seconds", "1", "--threads", "2");

        assertGood(run);
        // 0.2 s of warm-up and one measured second, all at times fixed beforehand.
        assertThat(run.count("sent")).isEqualTo(600).isEqualTo(received(Label.Kind.TEXT));
        assertThat(run.number("latency_us.count")).isEqualTo(500);
        assertThat(run.number("sent_late_us.count")).isEqualTo(500);
    }

    @Test
    void anOpenLoopSeesAStallInTheLatencyOfEveryMessageThatWasDueInIt() {
        LoadRunner run =
                LoadRunner.against(url() + "/stall", "echo", "--connections", "4", "--rate", "1000", "--seconds", "1");

        assertThat(run.exitCode()).isZero();
        assertThat(run.count("sent")).isEqualTo(1200).isEqualTo(run.count("received"));
        // 200 of 1000 messages were due in the 200 ms: the first of them waited for all of it, the last for nothing.
        assertThat(run.number("latency_us.max")).isGreaterThan(190_000);
        assertThat(run.number("latency_us.p99")).isGreaterThan(150_000);
        assertThat(run.number("latency_us.p90")).isGreaterThan(50_000);
    }

    @Test
    void aRawRoomDeliversEachPublicationToEveryOtherMember() {
        LoadRunner run = load(
                "fanout",
                "--connections",
                "20",
                "--rooms",
                "2",
                "--publishers",
                "4",
                "--seconds",
                "1",
                "--threads",
                "2");

        assertGood(run);
        long published = received(Label.Kind.TEXT);
        assertThat(run.count("sent")).isGreaterThan(20).isEqualTo(published);
        // Of the twelve members of each room, eleven did not publish the message.
        assertThat(run.count("received")).isEqualTo(published * 11).isEqualTo(sent(Label.Kind.TEXT));
        assertThat(run.count("opened")).isEqualTo(24);
    }

    @Test
    void anEnvelopeRoomDeliversEachPublicationToEveryMember() {
        LoadRunner run = load(
                "fanout",
                "--envelope",
                "--connections",
                "9",
                "--rooms",
                "3",
                "--publishers",
                "3",
                "--window",
                "8",
                "--seconds",
                "1");

        assertGood(run);
        assertThat(run.count("sent")).isGreaterThan(20);
        assertThat(run.count("received")).isEqualTo(run.count("sent") * 4);
        // Beside the publications each of the twelve has asked to join; each got a welcome and an answer to that.
        assertThat(received(Label.Kind.TEXT)).isEqualTo(run.count("sent") + 12);
        assertThat(sent(Label.Kind.TEXT)).isEqualTo(run.count("received") + 24);
    }

    @Test
    void anOpenLoopPublishesAtItsRateWhateverTheMembersDo() {
        LoadRunner run = load(
                "fanout",
                "--connections",
                "10",
                "--publishers",
                "2",
                "--rate",
                "200",
                "--seconds",
                "1",
                "--threads",
                "2");

        assertGood(run);
        assertThat(run.count("sent")).isEqualTo(240);
        assertThat(run.count("received")).isEqualTo(240 * 11);
    }

    @Test
    void idleConnectionsAnswerPingsAndStay() throws IOException {
        stopFirst();
        gateway = Gateway.start(GatewayOptions.builder()
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .liveness(new Liveness(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(5)))
                .build());
        running = true;

        LoadRunner run = load("idle", "--connections", "150", "--rooms", "3", "--seconds", "1");

        assertGood(run);
        assertThat(run.count("opened")).isEqualTo(150);
        assertThat(run.count("pings")).isGreaterThan(150).isEqualTo(received(Label.Kind.PONG));
    }

    @Test
    void connectionsThatComeAndGoAreCountedAsHandshakes() {
        LoadRunner run = load("connect", "--connections", "4", "--seconds", "1");

        assertGood(run);
        assertThat(run.count("opened"))
                .isGreaterThan(20)
                .isEqualTo(run.count("closed"))
                .isEqualTo(meters().total(MeterName.CONNECTIONS_OPENED))
                .isEqualTo(meters().value(MeterName.CONNECTIONS_CLOSED, Label.Close.NORMAL, Label.Initiator.CLIENT));
        assertThat(run.number("latency_us.count")).isPositive();
    }

    @Test
    void aServerThatClosesIsReportedWithItsCode() {
        LoadRunner run = LoadRunner.against(url() + "/drop", "echo", "--connections", "3", "--seconds", "1");

        assertThat(run.exitCode()).isOne();
        assertThat(run.values()).containsEntry("ok", false);
        assertThat(run.count("dropped")).isEqualTo(3);
        assertThat(run.values()).containsEntry("errors.closed with 1012 going down", 3);
    }

    @Test
    void aMessageThatNeverComesIsLost() {
        LoadRunner run = LoadRunner.against(
                url() + "/swallow", "echo", "--connections", "2", "--rate", "100", "--seconds", "0.5");

        assertThat(run.exitCode()).isOne();
        assertThat(run.count("lost"))
                .isEqualTo(run.count("sent") - run.count("received"))
                .isPositive();
    }

    @Test
    void aMessageThatComesAgainIsADouble() {
        LoadRunner run =
                LoadRunner.against(url() + "/twice", "echo", "--connections", "2", "--rate", "100", "--seconds", "0.5");

        assertThat(run.exitCode()).isOne();
        assertThat(run.count("duplicated")).isEqualTo(run.count("sent")).isEqualTo(run.count("received"));
        assertThat(run.count("lost")).isZero();
    }

    @Test
    void aServerThatRefusesIsOneLineAndExitCodeTwo() {
        String url = url();
        stopFirst();

        LoadRunner run = LoadRunner.against(url, "echo", "--seconds", "1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).containsExactly("load: cannot connect to " + url + ": connection refused");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aPathThatIsNotThereIsOneLineAndExitCodeTwo() {
        LoadRunner run = LoadRunner.against(url() + "/nowhere", "echo", "--seconds", "1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("load: cannot connect to " + url() + "/nowhere: handshake answered by HTTP 404 Not Found"
                        + System.lineSeparator());
    }

    @Test
    void aCertificateThatNobodyKnowsIsOneLineThatSaysWhatToDo() throws IOException {
        SslContext context = TlsPolicy.build(Tls.builder(Tls.CERTIFICATE));
        try (Gateway encrypted = Gateway.start(GatewayOptions.builder()
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .lanes(1)
                .tls(() -> context)
                .build())) {
            String url = "wss://127.0.0.1:" + encrypted.address().getPort();

            LoadRunner run = LoadRunner.against(url, "echo", "--seconds", "1");

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err().lines())
                    .singleElement(STRING)
                    .startsWith("load: cannot connect to " + url + ": its certificate is not believed (")
                    .endsWith("; if it is your own, add --insecure, which believes any");
        }
    }

    @Test
    void theSummaryIsForPeople() {
        LoadRunner run =
                LoadRunner.run("fanout", "--url", url(), "--connections", "5", "--seconds", "0.5", "--warmup", "0.1");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .first()
                .isEqualTo("fanout  5 connections in 1 room, 1 publisher, 64 bytes text, 1 in flight each");
        assertThat(run.out())
                .contains("6 opened, none dropped")
                .contains("p50 ")
                .contains("p99.9 ")
                .contains("each message came once, in its sender's order")
                .containsPattern("errors +none");
    }

    private void stopFirst() {
        gateway.close();
        running = false;
    }

    private LoadRunner load(String... arguments) {
        return LoadRunner.against(url(), arguments);
    }

    private String url() {
        return "ws://127.0.0.1:" + gateway.address().getPort();
    }

    /** Behind everything that the lanes had begun. */
    private MeterReading meters() {
        assertThat(gateway.answersWithin(Duration.ofSeconds(10))).isTrue();
        return gateway.meters();
    }

    private long received(Label.Kind kind) {
        return meters().value(MeterName.MESSAGES_RECEIVED, kind);
    }

    private long sent(Label.Kind kind) {
        return meters().value(MeterName.MESSAGES_SENT, kind);
    }

    private static void assertGood(LoadRunner run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.values()).containsEntry("ok", true);
        assertThat(run.values().keySet()).noneMatch(path -> path.startsWith("errors."));
        assertThat(run.exitCode()).isZero();
    }

    /** An echo that holds up its whole lane once, in the middle of the measured second. */
    private final class StallOnce implements Conversation {
        private static final int AT_MESSAGE = 400;

        private final EchoConversation echo;

        StallOnce(Session session) {
            echo = new EchoConversation(session);
        }

        @Override
        public void onMessage(MessageKind kind, ByteBuf payload) {
            if (messages.incrementAndGet() == AT_MESSAGE) {
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
                while (System.nanoTime() - end < 0) {
                    LockSupport.parkNanos(end - System.nanoTime());
                }
            }
            echo.onMessage(kind, payload);
        }
    }

    private static final class DropAfterAWhile implements Conversation {
        private final Session session;
        private final EchoConversation echo;
        private int messages;

        DropAfterAWhile(Session session) {
            this.session = session;
            echo = new EchoConversation(session);
        }

        @Override
        public void onMessage(MessageKind kind, ByteBuf payload) {
            if (++messages == DROP_AFTER) {
                session.close(new CloseReason(1012, "going down"));
            } else {
                echo.onMessage(kind, payload);
            }
        }
    }

    private static final class Swallow implements Conversation {
        private final EchoConversation echo;
        private int messages;

        Swallow(Session session) {
            echo = new EchoConversation(session);
        }

        @Override
        public void onMessage(MessageKind kind, ByteBuf payload) {
            if (++messages % 10 != 0) {
                echo.onMessage(kind, payload);
            }
        }
    }

    private static final class Twice implements Conversation {
        private final EchoConversation echo;

        Twice(Session session) {
            echo = new EchoConversation(session);
        }

        @Override
        public void onMessage(MessageKind kind, ByteBuf payload) {
            echo.onMessage(kind, payload);
            echo.onMessage(kind, payload);
        }
    }
}
