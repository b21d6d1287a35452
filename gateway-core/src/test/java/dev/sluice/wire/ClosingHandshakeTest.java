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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({
        "1002, an unmasked frame, 81 01 61",
        "1002, a reserved opcode, 83 80 00000000",
        "1002, a reserved control opcode, 8b 80 00000000",
        "1002, RSV1 without an extension, c1 80 00000000",
        "1002, RSV2, a1 80 00000000",
        "1002, RSV3, 91 80 00000000",
        "1002, a fragmented ping, 09 80 00000000",
        "1002, a ping over 125 bytes, 89 fe 007e 00000000",
        "1002, a continuation of nothing, 80 80 00000000",
        "1002, a message inside a message, 01 80 00000000 81 80 00000000",
        "1002, a length not in its shortest form, 82 fe 007d 00000000",
        "1002, a length of 64 bits where 16 do, 82 ff 000000000000ffff 00000000",
        "1002, a length over 63 bits, 82 ff 8000000000000000 00000000",
        "1002, a close payload of one byte, 88 81 00000000 03",
        "1002, a close code that is reserved, 88 82 00000000 03ed",
        "1002, a close code nobody knows, 88 82 00000000 1388",
        "1007, text that is not UTF-8, 81 81 00000000 ff",
        "1007, text that ends inside a character, 81 82 00000000 c3a9 81 81 00000000 c3",
        "1007, bad UTF-8 in a frame that is not there yet, 81 fe 7fff 00000000 61 ff",
        "1007, a close reason that is not UTF-8, 88 83 00000000 03e8 ff",
        "1009, a frame over the limit before it has come, 82 ff 0000000000010001 00000000",
        "1009, a message over the limit by its fragments, 02 fe fff0 00000000",
    })
    void a_violation_is_answered_by_its_code(int code, String what, String hex) throws IOException {
        try (RawClient client = RawClient.open(gateway, "/echo").sayHex(hex)) {
            if (what.endsWith("by its fragments")) {
                client.say(new byte[0xfff0]).sayHex("80 91 00000000");
            }
            List<Frame> frames = client.readToEnd();
            assertOneClose(frames, code);
            assertThat(frames.get(frames.size() - 1).payload().length)
                    .as("a reason")
                    .isGreaterThan(2);
        }
    }

    @Test
    void too_many_fragments_and_too_many_empty_ones_are_a_breach_of_policy() throws IOException {
        try (RawClient client = RawClient.open(gateway, "/echo").sayHex("02 81 00000000 00")) {
            client.sayHex("00 81 00000000 00".repeat(1024));
            assertOneClose(client.readToEnd(), 1008);
        }
        try (RawClient client = RawClient.open(gateway, "/echo").sayHex("02 80 00000000")) {
            client.sayHex("00 80 00000000".repeat(64));
            assertOneClose(client.readToEnd(), 1008);
        }
    }

    @Test
    void a_flood_of_pings_is_a_breach_of_policy() throws IOException {
        try (RawClient client = RawClient.open(gateway, "/echo").sayHex("89 80 00000000".repeat(1000))) {
            List<Frame> frames = client.readToEnd();
            assertThat(frames).hasSizeBetween(20, 40);
            assertOneClose(frames, 1008);
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
    void binary_on_the_envelope_is_not_accepted_and_ten_bad_messages_in_a_row_are_enough() throws IOException {
        try (RawClient client = RawClient.open(gateway, "/ws").sendFrame(0x82, new byte[] {1})) {
            assertThat(client.readFrame().text()).contains("welcome");
            assertThat(client.readFrame().closeCode()).isEqualTo(1003);
            assertThat(gateway.meters().value(MeterName.PROTOCOL_ERRORS, Label.Breach.TYPE_NOT_ACCEPTED))
                    .isEqualTo(1);
        }
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
