package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.limit.Limits;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Clients that together ask for more memory than there is for all of them. */
@Execution(ExecutionMode.CONCURRENT)
class OverloadTest {
    private static final int KIB = 1024;
    private static final int BUFFERED_BYTES = 1024 * KIB;

    /** Netty's high-water mark and one read on top, for each client; the mark of the lane before that. */
    private static final int MOST_BYTES_OF_STALLED = BUFFERED_BYTES / 2 + 20 * 192 * KIB;

    @Test
    void whoever_wants_to_leave_a_message_unfinished_where_there_is_no_room_is_told_to_come_back() throws IOException {
        byte[] half = Arrays.copyOf(RawClient.frame(0x82, new byte[60 * KIB]), 40 * KIB);
        List<RawClient> clients = new ArrayList<>();
        try (Gateway gateway = start()) {
            for (int i = 0; i < 10; i++) {
                clients.add(RawClient.open(gateway, "/echo"));
            }
            for (RawClient client : clients) {
                client.say(half);
            }
            // A quarter of a mebibyte: six halves at most, fewer where their buffers have grown in powers of two.
            Gateways.await("some are closed", () -> breaches(gateway) >= 4);
            RawClient late = RawClient.open(gateway, "/echo").say(half);
            assertThat(late.readFrame().closeCode()).isEqualTo(CloseCode.OVERLOADED);
            late.close();
            try (RawClient whole = RawClient.open(gateway, "/echo")) {
                whole.sendText("a message in one piece needs no room");
                assertThat(whole.readFrame().text()).startsWith("a message");
            }
            for (RawClient client : clients) {
                client.close();
            }
            Gateways.awaitTotal(gateway, MeterName.CONNECTIONS, 0);
            Gateways.awaitTotal(gateway, MeterName.BUFFERED_BYTES, 0);
        }
    }

    @Test
    void readers_in_the_way_are_closed_and_then_the_others_go_on() throws Exception {
        List<Thread> writers = new ArrayList<>();
        List<RawClient> stalled = new ArrayList<>();
        try (Gateway gateway = start();
                RawClient honest = RawClient.open(gateway, "/echo")) {
            for (int i = 0; i < 20; i++) {
                RawClient client = RawClient.connectWithSmallBuffer(gateway).upgrade("/echo");
                stalled.add(client);
                writers.add(new Thread(() -> sendUntilClosed(client)));
            }
            writers.forEach(Thread::start);
            Gateways.await("somebody is paused", () -> pauses(gateway) > 0);
            Gateways.await("those who do not read are closed", () -> {
                assertThat(gateway.meters().total(MeterName.BUFFERED_BYTES)).isLessThan(MOST_BYTES_OF_STALLED);
                return gateway.meters().total(MeterName.SLOW_CONSUMERS) > 0;
            });
            honest.sendText("still here");
            assertThat(honest.readFrame().text()).isEqualTo("still here");
            for (RawClient client : stalled) {
                client.close();
            }
            Gateways.awaitTotal(gateway, MeterName.CONNECTIONS, 1);
            Gateways.awaitTotal(gateway, MeterName.BUFFERED_BYTES, 0);
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    /** Each small message is queued behind what lies there, which is no sign that any of it was taken. */
    @Test
    void a_reader_that_takes_nothing_is_closed_though_more_is_sent_to_it_all_the_time() throws Exception {
        Limits limits = Limits.builder().pendingBytes(64 * 1024 * KIB).build();
        try (Gateway gateway =
                        Gateway.start(Gateways.options().lanes(1).limits(limits).build());
                RawClient publisher = RawClient.open(gateway, "/rooms/busy");
                RawClient stalled = RawClient.connectWithSmallBuffer(gateway).upgrade("/rooms/busy")) {
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 2);
            byte[] payload = new byte[32 * KIB];
            for (int i = 0; i < 256; i++) {
                publisher.sendFrame(0x82, payload);
            }
            Gateways.await("the stalled one is closed", () -> {
                trickle(publisher);
                return gateway.meters().total(MeterName.SLOW_CONSUMERS) > 0;
            });
        }
    }

    private static void trickle(RawClient publisher) {
        try {
            Thread.sleep(50);
            publisher.sendText("tick");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void who_floods_behind_the_end_gets_its_close_frame_and_is_cut() throws Exception {
        try (Gateway gateway = Gateways.start();
                RawClient client = RawClient.open(gateway, "/echo")) {
            client.sayHex("83 80 00000000"); // a reserved opcode
            Thread writer = new Thread(() -> sendUntilClosed(client));
            writer.start();
            assertThat(client.readFrame().closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR);
            writer.join(); // or the test would hang
            assertThat(gateway.meters().total(MeterName.RECEIVED_BYTES)).isLessThan(64 * KIB);
        }
    }

    private static void sendUntilClosed(RawClient client) {
        byte[] payload = new byte[32 * KIB];
        try {
            while (true) {
                client.sendFrame(0x82, payload);
            }
        } catch (IOException closed) {
            // as it should be
        }
    }

    private static Gateway start() throws IOException {
        Limits limits = Limits.builder().bufferedBytes(BUFFERED_BYTES).build();
        return Gateway.start(Gateways.options().lanes(1).limits(limits).build());
    }

    private static long breaches(Gateway gateway) {
        return gateway.meters().value(MeterName.PROTOCOL_ERRORS, Label.Breach.OVERLOADED);
    }

    private static long pauses(Gateway gateway) {
        return gateway.meters().value(MeterName.READING_PAUSES, Label.Pause.OVERLOAD);
    }
}
