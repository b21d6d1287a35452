package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.Outgoing;
import dev.sluice.limit.Limits;
import dev.sluice.message.RoomName;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.session.Liveness;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import dev.sluice.testing.Tls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What waits for a client is bounded and counted with TLS in between, and what a client may not send stays in its socket. */
@Isolated("measures the allocator that all share")
class TlsPressureTest {
    private static final Liveness UNPINGED =
            new Liveness(Duration.ofHours(1), Duration.ofHours(1), Duration.ofSeconds(30));

    private static final int MESSAGE_BYTES = 32 * 1024;

    /** Far more than the socket buffers of both sides and the bound together. */
    private static final int MESSAGES = 800;

    private static final RoomName BUSY = new RoomName("busy");
    private static final int PENDING_BYTES = 256 * 1024;

    /** A chunk of the allocator for each lane and test's thread, and some. */
    private static final long MOST_MEMORY_BYTES = 12_000_000;

    static Stream<SslProvider> providers() {
        return Tls.providers().stream();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void a_reader_that_stops_is_closed_with_4100_and_takes_no_memory(SslProvider provider) throws IOException {
        Limits limits = Limits.builder().pendingBytes(PENDING_BYTES).build();
        try (Gateway gateway = start(provider, Gateways.options().limits(limits));
                RawClient reader = RawClient.on(Tls.connect(gateway, "TLSv1.3")).upgrade("/rooms/busy");
                RawClient stopped = RawClient.on(Tls.connectWithSmallBuffer(gateway, "TLSv1.3"))
                        .upgrade("/rooms/busy")) {
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 2);
            long before = usedMemoryBytes();
            long most = 0;
            byte[] payload = new byte[MESSAGE_BYTES];
            for (int i = 0; i < MESSAGES; i++) {
                payload[0] = (byte) i;
                gateway.rooms().publish(BUSY, Outgoing.binary(payload)).join();
                assertThat(reader.readFrame().payload()[0]).isEqualTo((byte) i);
                most = Math.max(most, usedMemoryBytes());
            }
            assertThat(gateway.meters().value(MeterName.SLOW_CONSUMERS, Label.SlowConsumer.DISCONNECT))
                    .isEqualTo(1);
            assertThat(most - before).isLessThan(MOST_MEMORY_BYTES);

            assertThat(closesUntilTheEnd(stopped))
                    .as("close frames, if it reads before it is cut")
                    .isLessThanOrEqualTo(1);
            stopped.close(); // for which the gateway waits
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 1);
            assertThat(gateway.meters().value(MeterName.CONNECTIONS_CLOSED, Label.Close.SLOW, Label.Initiator.SERVER))
                    .isEqualTo(1);
        }
    }

    /** What is encrypted lies in buffers of each client, so a stalled room is counted for each of its members. */
    @ParameterizedTest
    @MethodSource("providers")
    void what_is_encrypted_and_not_taken_counts_against_the_memory_of_all(SslProvider provider) throws IOException {
        Limits limits = Limits.builder()
                .pendingBytes(64 * 1024 * 1024)
                .bufferedBytes(1024L * 1024 * 1024)
                .build();
        List<RawClient> stopped = new ArrayList<>();
        try (Gateway gateway = start(provider, Gateways.options().limits(limits));
                RawClient publisher =
                        RawClient.on(Tls.connect(gateway, "TLSv1.3")).upgrade("/rooms/busy")) {
            for (int i = 0; i < 3; i++) {
                stopped.add(RawClient.on(Tls.connectWithSmallBuffer(gateway, "TLSv1.3"))
                        .upgrade("/rooms/busy"));
            }
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 4);
            for (int i = 0; i < MESSAGES / 2; i++) {
                publisher.sendFrame(0x82, new byte[MESSAGE_BYTES]); // 13 MB; 4 of them fit into the sockets
            }
            Gateways.await(
                    "each of the three counts",
                    () -> gateway.meters().total(MeterName.BUFFERED_BYTES) > 3L * MESSAGES / 4 * MESSAGE_BYTES);
            for (RawClient client : stopped) {
                client.close();
            }
            Gateways.awaitTotal(gateway, MeterName.BUFFERED_BYTES, 0);
        }
    }

    /** One message brings forth thousands within its turn, before anything is flushed through TLS. */
    @ParameterizedTest
    @MethodSource("providers")
    void what_waits_for_encryption_counts_as_waiting(SslProvider provider) throws IOException {
        AtomicLong seen = new AtomicLong();
        GatewayOptions.Builder options = Gateways.options()
                .limits(Limits.builder().pendingBytes(PENDING_BYTES).build())
                .conversation("/flood", session -> (kind, payload) -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        session.sendText("x".repeat(MESSAGE_BYTES));
                        seen.accumulateAndGet(session.link().pendingBytes(), Math::max);
                    }
                });
        try (Gateway gateway = start(provider, options);
                RawClient client = RawClient.on(Tls.connect(gateway, "TLSv1.3")).upgrade("/flood")) {
            List<Frame> frames = client.sendText("go").readToEndAndAnswer();
            assertThat(frames.get(frames.size() - 1).closeCode()).isEqualTo(4100);
            assertThat(seen.get()).isBetween((long) PENDING_BYTES, PENDING_BYTES + 64 * 1024 + 2L * MESSAGE_BYTES);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void a_client_that_is_not_read_from_keeps_its_bytes(SslProvider provider) throws Exception {
        GatewayOptions.Builder options = Gateways.options()
                .lanes(1)
                .conversation("/hold", session -> (kind, payload) -> {
                    if (!session.link().isReadingPaused()) {
                        session.link().pauseReading();
                    }
                });
        try (Gateway gateway = start(provider, options);
                RawClient other = RawClient.on(Tls.connect(gateway, "TLSv1.3")).upgrade("/echo");
                RawClient held = RawClient.on(Tls.connect(gateway, "TLSv1.3")).upgrade("/hold")) {
            AtomicInteger sent = new AtomicInteger();
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < MESSAGES; i++) {
                        held.sendFrame(0x82, new byte[MESSAGE_BYTES]);
                        sent.incrementAndGet();
                    }
                } catch (IOException ended) {
                    // the test is over
                }
            });
            writer.start();
            awaitStandstill(sent);
            for (int i = 0; i < 300; i++) {
                assertThat(other.sendText("go on").readFrame().text()).isEqualTo("go on");
            }
            assertThat(gateway.meters().total(MeterName.RECEIVED_BYTES))
                    .as("the lane has had 300 turns in which it could have read")
                    .isLessThan(20L * MESSAGE_BYTES);
            assertThat(sent.get()).isLessThan(MESSAGES);
            gateway.stop(Duration.ZERO); // neither client would answer its close frame
            writer.join();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    @Timeout(40)
    void an_echo_that_nobody_reads_stops_reading_and_loses_nothing(SslProvider provider) throws Exception {
        try (Gateway gateway = start(provider, Gateways.options());
                RawClient client = RawClient.on(Tls.connectWithSmallBuffer(gateway, "TLSv1.3"))
                        .upgrade("/echo")) {
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < MESSAGES / 4; i++) {
                        client.sendFrame(0x82, new byte[MESSAGE_BYTES]);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            writer.start();
            for (int i = 0; i < MESSAGES / 4; i++) {
                assertThat(client.readFrame().payload()).hasSize(MESSAGE_BYTES);
            }
            writer.join();
            assertThat(gateway.meters().total(MeterName.SLOW_CONSUMERS)).isZero();
        }
    }

    /** The sockets are full: how much they take is up to the system. */
    private static void awaitStandstill(AtomicInteger sent) throws InterruptedException {
        int before = 0;
        while (sent.get() == 0 || sent.get() > before) {
            before = sent.get();
            Thread.sleep(200);
        }
    }

    private static int closesUntilTheEnd(RawClient client) throws IOException {
        int closes = 0;
        try {
            while (true) {
                Frame frame = client.readFrame();
                if (frame.isClose()) {
                    closes++;
                    client.sendFrame(0x88, frame.payload()); // or the server would wait for it
                }
            }
        } catch (SocketTimeoutException hang) {
            throw hang;
        } catch (IOException end) { // of the stream, or a cut, which is no end in TLS
            return closes;
        }
    }

    private static Gateway start(SslProvider provider, GatewayOptions.Builder options) throws IOException {
        SslContext context = Tls.server(Tls.CERTIFICATE, provider);
        return Gateway.start(options.liveness(UNPINGED).tls(() -> context).build());
    }

    private static long usedMemoryBytes() {
        var metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
        return metric.usedDirectMemory() + metric.usedHeapMemory();
    }
}
