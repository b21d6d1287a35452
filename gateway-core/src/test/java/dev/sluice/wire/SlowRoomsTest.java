package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.limit.Limits;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SlowConsumerPolicy;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import dev.sluice.testing.Tls;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a reader that stops and goes on gets over a real socket, in rooms that drop messages for it. */
class SlowRoomsTest {
    private static final int PENDING_BYTES = 256 * 1024;
    private static final String FILLING = "x".repeat(32 * 1024);

    /** Far more than the socket buffers of both sides and the bound together. */
    private static final int MESSAGES = 400;

    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+),");
    private static final Pattern GAP =
            Pattern.compile("\\{\"type\":\"gap\",\"room\":\"live:busy\",\"from\":(\\d+),\"to\":(\\d+)}");

    @ParameterizedTest
    @CsvSource({"oldest, DROP_OLDEST", "latest, KEEP_LATEST"})
    void a_raw_reader_that_stopped_goes_on_with_what_is_kept(String namespace, Label.Drop reason) throws IOException {
        String room = "/rooms/" + namespace + ":busy";
        try (Gateway gateway = start(options());
                RawClient publisher = RawClient.open(gateway, room);
                RawClient reader = RawClient.open(gateway, room);
                RawClient slow = RawClient.connectWithSmallBuffer(gateway).upgrade(room)) {
            goesOnWithTheNewest(gateway, publisher, reader, slow, reason);
        }
    }

    static Stream<SslProvider> providers() {
        return Tls.providers().stream();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void so_does_one_behind_tls(SslProvider provider) throws IOException {
        SslContext context = Tls.server(Tls.CERTIFICATE, provider);
        String room = "/rooms/oldest:busy";
        try (Gateway gateway = start(options().tls(() -> context));
                RawClient publisher =
                        RawClient.on(Tls.connect(gateway, "TLSv1.3")).upgrade(room);
                RawClient reader = RawClient.on(Tls.connect(gateway, "TLSv1.3")).upgrade(room);
                RawClient slow = RawClient.on(Tls.connectWithSmallBuffer(gateway, "TLSv1.3"))
                        .upgrade(room)) {
            goesOnWithTheNewest(gateway, publisher, reader, slow, Label.Drop.DROP_OLDEST);
        }
    }

    private static void goesOnWithTheNewest(
            Gateway gateway, RawClient publisher, RawClient reader, RawClient slow, Label.Drop reason)
            throws IOException {
        Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 3);
        flood(publisher, reader);
        List<Integer> seen = new ArrayList<>();
        do {
            seen.add(numberOf(slow.readFrame()));
        } while (seen.get(seen.size() - 1) < MESSAGES - 1);
        assertThat(seen).isSorted().doesNotHaveDuplicates().hasSizeLessThan(MESSAGES);
        assertThat(gateway.meters().value(MeterName.MESSAGES_DROPPED, reason))
                .isEqualTo(MESSAGES - seen.size())
                .isEqualTo(gateway.meters().total(MeterName.MESSAGES_DROPPED));
        assertThat(gateway.meters().total(MeterName.SLOW_CONSUMERS)).isEqualTo(1);

        publisher.sendText("000999 at once");
        assertThat(numberOf(slow.readFrame())).isEqualTo(999);
        slow.close();
        publisher.close();
        reader.close();
        Gateways.awaitTotal(gateway, MeterName.BUFFERED_BYTES, 0);
    }

    @Test
    void an_envelope_reader_is_told_of_the_gap_and_goes_on_live() throws IOException {
        try (Gateway gateway = start(options().lanes(1));
                RawClient publisher = RawClient.open(gateway, "/rooms/live:busy");
                RawClient reader = RawClient.open(gateway, "/rooms/live:busy");
                RawClient slow = RawClient.connectWithSmallBuffer(gateway).upgrade("/ws")) {
            join(slow, "live:busy");
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 3);
            flood(publisher, reader);
            long next = 1;
            Frame frame = slow.readFrame();
            for (; !frame.text().startsWith("{\"type\":\"gap\""); frame = slow.readFrame()) {
                assertThat(offsetOf(frame)).isEqualTo(next);
                next++;
            }
            Matcher gap = GAP.matcher(frame.text());
            assertThat(gap.matches()).as(frame.text()).isTrue();
            assertThat(gap.group(1)).isEqualTo(Long.toString(next));
            assertThat(gap.group(2)).isEqualTo(Integer.toString(MESSAGES));
            assertThat(gateway.meters().value(MeterName.MESSAGES_DROPPED, Label.Drop.SKIP_TO_LIVE))
                    .isEqualTo(MESSAGES - next + 1);
            assertThat(gateway.meters().value(MeterName.SLOW_CONSUMERS, Label.SlowConsumer.SKIP_TO_LIVE))
                    .isEqualTo(1);
            publisher.sendText("live");
            assertThat(offsetOf(slow.readFrame())).isEqualTo(MESSAGES + 1);
        }
    }

    @Test
    void a_raw_reader_goes_on_live_without_a_word() throws IOException {
        try (Gateway gateway = start(options().lanes(1));
                RawClient publisher = RawClient.open(gateway, "/rooms/live:busy");
                RawClient reader = RawClient.open(gateway, "/rooms/live:busy");
                RawClient slow = RawClient.connectWithSmallBuffer(gateway).upgrade("/rooms/live:busy")) {
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 3);
            flood(publisher, reader);
            int next = 0;
            while (gateway.meters().total(MeterName.MESSAGES_DROPPED) == 0) {
                assertThat(numberOf(slow.readFrame())).isEqualTo(next);
                next++;
            }
            publisher.sendText("000999 live");
            int number = numberOf(slow.readFrame());
            for (; number != 999; number = numberOf(slow.readFrame())) {
                assertThat(number).isEqualTo(next);
                next++;
            }
            assertThat(gateway.meters().total(MeterName.MESSAGES_DROPPED)).isEqualTo(MESSAGES - next);
        }
    }

    @Test
    void each_room_of_a_reader_has_its_own_policy() throws IOException {
        try (Gateway gateway = start(options().lanes(1));
                RawClient publisher = RawClient.open(gateway, "/rooms/oldest:busy");
                RawClient reader = RawClient.open(gateway, "/rooms/oldest:busy");
                RawClient other = RawClient.open(gateway, "/rooms/latest:busy");
                RawClient slow = RawClient.connectWithSmallBuffer(gateway).upgrade("/ws")) {
            join(slow, "oldest:busy");
            join(slow, "latest:busy");
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 5);
            flood(publisher, reader);
            for (int i = 0; i < 10; i++) {
                other.sendText("kept " + i);
            }
            Gateways.awaitTotal(gateway, MeterName.MESSAGES_RECEIVED, MESSAGES + 12);
            List<String> kept = new ArrayList<>();
            List<Long> offsets = new ArrayList<>();
            while (kept.isEmpty() || offsets.isEmpty() || offsets.get(offsets.size() - 1) < MESSAGES) {
                Frame frame = slow.readFrame();
                if (frame.text().contains("\"room\":\"latest:busy\"")) {
                    kept.add(frame.text());
                } else {
                    offsets.add(offsetOf(frame));
                }
            }
            assertThat(kept).singleElement().asString().contains("\"data\":\"kept 9\"");
            assertThat(offsets).isSorted().hasSizeLessThan(MESSAGES);
            assertThat(gateway.meters().value(MeterName.MESSAGES_DROPPED, Label.Drop.KEEP_LATEST))
                    .isEqualTo(9);
        }
    }

    /** Beside the others, for it waits; those are to be through before a reader is taken for dead. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_reader_that_takes_nothing_is_closed_for_all_that() throws IOException {
        try (Gateway gateway = start(options());
                RawClient publisher = RawClient.open(gateway, "/rooms/oldest:busy");
                RawClient reader = RawClient.open(gateway, "/rooms/oldest:busy");
                RawClient stopped = RawClient.connectWithSmallBuffer(gateway).upgrade("/rooms/oldest:busy")) {
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 3);
            flood(publisher, reader);
            Gateways.await(
                    "the dead one is closed",
                    () -> gateway.meters().value(MeterName.SLOW_CONSUMERS, Label.SlowConsumer.DISCONNECT) == 1);
            Gateways.await(
                    "what waited for it is counted",
                    () -> gateway.meters().value(MeterName.MESSAGES_DROPPED, Label.Drop.CLOSING) > 0);
            assertThat(stopped.readToEndAndAnswer()).filteredOn(Frame::isClose).hasSizeLessThanOrEqualTo(1);
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 2);
            Gateways.awaitTotal(gateway, MeterName.BUFFERED_BYTES, 0);
        }
    }

    private static GatewayOptions.Builder options() {
        return Gateways.options()
                .limits(Limits.builder().pendingBytes(PENDING_BYTES).build())
                .namespaces(Namespaces.builder()
                        .add("oldest", rules(SlowConsumerPolicy.DROP_OLDEST))
                        .add("latest", rules(SlowConsumerPolicy.KEEP_LATEST))
                        .add("live", rules(SlowConsumerPolicy.SKIP_TO_LIVE))
                        .build());
    }

    private static RoomRules rules(SlowConsumerPolicy policy) {
        return RoomRules.builder().slowConsumer(policy).build();
    }

    private static Gateway start(GatewayOptions.Builder options) throws IOException {
        return Gateway.start(options.build());
    }

    /** Publishes numbered messages, no faster than a healthy member reads them. */
    private static void flood(RawClient publisher, RawClient reader) throws IOException {
        for (int i = 0; i < MESSAGES; i++) {
            publisher.sendText("%06d".formatted(i) + FILLING);
            assertThat(numberOf(reader.readFrame())).isEqualTo(i);
        }
    }

    private static int numberOf(Frame frame) {
        return Integer.parseInt(frame.text().substring(0, 6));
    }

    private static long offsetOf(Frame frame) {
        Matcher offset = OFFSET.matcher(frame.text());
        assertThat(offset.find())
                .as(frame.text().substring(0, Math.min(100, frame.text().length())))
                .isTrue();
        return Long.parseLong(offset.group(1));
    }

    private static void join(RawClient client, String room) throws IOException {
        client.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"" + room + "\"}");
        Frame frame = client.readFrame();
        while (!frame.text().startsWith("{\"type\":\"joined\"")) {
            frame = client.readFrame(); // the welcome
        }
    }
}
