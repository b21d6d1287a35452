package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.session.CloseReason;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a connection ends, exactly one close frame comes from the gateway, and then the end of the stream. */
class ClosingHandshakeTest {
    private static Gateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = Gateway.start(Gateways.options()
                .conversation(
                        "/goodbye", session -> (kind, payload) -> session.close(new CloseReason(4200, "as you wish")))
                .conversation("/broken", session -> (kind, payload) -> {
                    throw new IllegalStateException("a bug of the application");
                })
                .build());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1003, 1011, 3000, 4999})
    void the_code_of_a_client_that_closes_is_echoed(int code) throws IOException {
        try (RawClient client =
                RawClient.open(gateway, "/echo").sendText("last").sendClose(code)) {
            List<Frame> frames = client.readToEnd();
            assertThat(frames.get(0).text()).isEqualTo("last");
            assertOneClose(frames, code);
        }
    }

    @Test
    void a_close_without_a_code_is_answered_by_1000() throws IOException {
        try (RawClient client = RawClient.open(gateway, "/echo").sayHex("88 80 00000000")) {
            assertOneClose(client.readToEnd(), 1000);
        }
    }

    @Test
    void the_frames_before_a_violation_are_timed() throws IOException {
        try (Gateway counted = Gateways.start();
                RawClient client = RawClient.open(counted, "/echo").sayHex("81 81 00000000 61 81 01 61")) {
            assertOneClose(client.readToEnd(), 1002);
            Gateways.await("one frame is timed", () -> frames(counted) == 1);
        }
    }

    @Test
    void a_second_violation_is_neither_answered_nor_counted() throws IOException {
        try (Gateway counted = Gateways.start()) {
            try (RawClient client = RawClient.open(counted, "/echo").sayHex("88 82 00000000 03e8 81 01 61 83 00")) {
                assertOneClose(client.readToEnd(), 1000);
            }
            assertThat(counted.meters().total(MeterName.PROTOCOL_ERRORS)).isZero();
            try (RawClient client = RawClient.open(counted, "/echo").sayHex("89 80 00000000".repeat(500) + "83 00")) {
                assertOneClose(client.readToEnd(), 1008);
            }
            assertThat(counted.meters().total(MeterName.PROTOCOL_ERRORS)).isEqualTo(1);
        }
    }

    @Test
    void what_comes_behind_the_clients_close_is_not_looked_at() throws IOException {
        byte[] close = RawClient.frame(0x88, new byte[] {0x03, (byte) 0xE8});
        byte[] more = RawClient.frame(0x81, "more".getBytes(StandardCharsets.UTF_8));
        byte[] both = java.util.Arrays.copyOf(close, close.length + more.length);
        System.arraycopy(more, 0, both, close.length, more.length);
        try (RawClient client = RawClient.open(gateway, "/echo").say(both)) {
            assertOneClose(client.readToEnd(), 1000);
        }
    }

    @Test
    void a_conversation_that_closes_ignores_what_still_comes_and_ends_with_the_answer() throws IOException {
        try (RawClient client = RawClient.open(gateway, "/goodbye").sendText("end it")) {
            Frame close = client.readFrame();
            assertThat(close.closeCode()).isEqualTo(4200);
            assertThat(close.text()).endsWith("as you wish");
            client.sendText("too late").sayHex("89 80 00000000").sendClose(4200);
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void a_conversation_that_fails_costs_its_own_session_only() throws IOException {
        try (RawClient other = RawClient.open(gateway, "/echo");
                RawClient client = RawClient.open(gateway, "/broken").sendText("go")) {
            assertOneClose(client.readToEnd(), 1011);
            assertThat(other.sendText("unharmed").readFrame().text()).isEqualTo("unharmed");
        }
    }

    @Test
    void a_conversation_that_cannot_be_opened_leaves_nothing_behind() throws IOException {
        byte[] request = RawClient.request("/never").getBytes(StandardCharsets.ISO_8859_1);
        byte[] both = java.util.Arrays.copyOf(request, request.length + 6);
        System.arraycopy(RawClient.frame(0x89, new byte[0]), 0, both, request.length, 6);
        try (Gateway unlucky = Gateway.start(Gateways.options()
                        .conversation("/never", session -> {
                            throw new IllegalStateException("an application that cannot open");
                        })
                        .build());
                RawClient client = RawClient.connect(unlucky).say(both)) {
            client.readTextToEnd();
            assertThat(unlucky.meters().total(MeterName.CONNECTIONS)).isZero();
            assertThat(unlucky.meters().total(MeterName.CONNECTIONS_OPENED)).isZero();
        }
    }

    @Test
    void a_good_message_makes_up_for_nine_bad_ones() throws IOException {
        try (RawClient client = RawClient.open(gateway, "/ws")) {
            client.readFrame();
            for (int i = 0; i < 9; i++) {
                assertThat(client.sendText("{}").readFrame().text()).contains("bad-message");
            }
            client.sendText("{\"type\":\"ping\",\"id\":1}").readFrame();
            for (int i = 0; i < 10; i++) {
                client.sendText("[]").readFrame();
            }
            assertThat(client.readFrame().closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void a_gateway_that_stops_tells_every_client_to_come_back() throws IOException {
        Gateway stopping = Gateways.start();
        try (RawClient polite = RawClient.open(stopping, "/rooms/a");
                RawClient rude = RawClient.open(stopping, "/echo")) {
            Thread stop = new Thread(() -> stopping.stop(Duration.ofSeconds(2)));
            stop.start();
            assertThat(polite.readFrame().closeCode()).isEqualTo(1012);
            polite.sendClose(1012);
            assertThat(polite.readToEnd()).isEmpty();
            assertOneClose(rude.readToEnd(), 1012);
            stop.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void each_end_is_counted_by_its_code_and_by_who_began() throws IOException {
        try (Gateway counted = Gateways.start()) {
            try (RawClient client = RawClient.open(counted, "/echo").sendClose(1001)) {
                client.readToEnd();
            }
            try (RawClient client = RawClient.open(counted, "/echo").sayHex("81 01 61")) {
                client.readToEnd();
            }
            RawClient.open(counted, "/echo").close();
            Gateways.awaitTotal(counted, MeterName.CONNECTIONS_CLOSED, 3);
            assertThat(closed(counted, Label.Close.GOING_AWAY, Label.Initiator.CLIENT))
                    .isEqualTo(1);
            assertThat(closed(counted, Label.Close.PROTOCOL_ERROR, Label.Initiator.SERVER))
                    .isEqualTo(1);
            assertThat(closed(counted, Label.Close.ABNORMAL, Label.Initiator.CLIENT))
                    .isEqualTo(1);
            assertThat(counted.meters().value(MeterName.PROTOCOL_ERRORS, Label.Breach.PROTOCOL))
                    .isEqualTo(1);
            Gateways.awaitTotal(counted, MeterName.CONNECTIONS, 0);
        }
    }

    private static long frames(Gateway gateway) {
        return Arrays.stream(gateway.meters().buckets(MeterName.FRAME_LATENCY)).sum();
    }

    private static long closed(Gateway gateway, Label.Close code, Label.Initiator initiator) {
        return gateway.meters().value(MeterName.CONNECTIONS_CLOSED, code, initiator);
    }

    private static void assertOneClose(List<Frame> frames, int code) {
        assertThat(frames).filteredOn(Frame::isClose).hasSize(1);
        Frame last = frames.get(frames.size() - 1);
        assertThat(last.isClose()).as("the close frame is the last one").isTrue();
        assertThat(last.closeCode()).isEqualTo(code);
    }
}
