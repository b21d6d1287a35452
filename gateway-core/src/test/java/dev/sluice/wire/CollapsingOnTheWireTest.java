package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.Outgoing;
import dev.sluice.limit.Limits;
import dev.sluice.message.RoomName;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SlowConsumerPolicy;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader that stops and goes on gets over a real socket, in a room whose messages say what they are the latest word on. */
class CollapsingOnTheWireTest {
    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+),");
    private static final Pattern DATA = Pattern.compile("\"data\":\\[\"([^\"]*)\",(\\d+)");
    private static final int PENDING_BYTES = 256 * 1024;
    private static final String FILLING = "x".repeat(32 * 1024);

    /** Far more than the socket buffers of both sides and the bound together. */
    private static final int LARGE_MESSAGES = 400;

    private static final int KEYS = 20;

    /** So that these, too, are far more than the system may still find room for. */
    private static final int ROUNDS = 50;

    private static final String SMALL_FILLING = "x".repeat(8 * 1024);

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_reader_that_stopped_gets_the_latest_of_each_key(int lanes) throws Exception {
        try (Gateway gateway = Gateway.start(Gateways.options()
                        .lanes(lanes)
                        .limits(Limits.builder().pendingBytes(PENDING_BYTES).build())
                        .namespaces(new Namespaces(RoomRules.builder()
                                .slowConsumer(SlowConsumerPolicy.KEEP_LATEST)
                                .build()))
                        .build());
                RawClient publisher = join(RawClient.open(gateway, "/ws"));
                RawClient slow = join(RawClient.connectWithSmallBuffer(gateway).upgrade("/ws"))) {
            for (int i = 0; i < LARGE_MESSAGES; i++) {
                say(publisher, "large", i, FILLING);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (int key = 0; key < KEYS; key++) {
                    say(publisher, "key" + key, round, SMALL_FILLING);
                }
            }
            Outgoing last = Outgoing.json("[\"backend\",0]").collapsing("backend");
            long offset = gateway.rooms().publish(new RoomName("prices"), last).get(10, TimeUnit.SECONDS);
            assertThat(offset).isEqualTo(LARGE_MESSAGES + KEYS * ROUNDS + 1);
            assertThat(offsetOf(publisher.readFrame())).isEqualTo(offset);

            List<Long> offsets = new ArrayList<>();
            List<String> words = new ArrayList<>();
            while (offsets.isEmpty() || offsets.get(offsets.size() - 1) < offset) {
                Frame frame = slow.readFrame();
                offsets.add(offsetOf(frame));
                Matcher data = DATA.matcher(frame.text());
                assertThat(data.find()).isTrue();
                words.add(data.group(1) + " " + data.group(2));
            }
            assertThat(offsets).isSorted().doesNotHaveDuplicates();
            List<String> latest = new ArrayList<>();
            for (int key = 0; key < KEYS; key++) {
                latest.add("key" + key + " " + (ROUNDS - 1));
            }
            latest.add("backend 0");
            assertThat(words).endsWith(latest.toArray(String[]::new));
            assertThat(words).contains("large " + (LARGE_MESSAGES - 1)).hasSizeLessThan((int) offset);
            assertThat(words).filteredOn(word -> word.startsWith("key")).hasSizeLessThan(KEYS * ROUNDS);
            Gateways.await(
                    "what it has lost is counted",
                    () -> gateway.meters().value(MeterName.MESSAGES_DROPPED, Label.Drop.KEEP_LATEST)
                            == offset - words.size());
            assertThat(gateway.meters().total(MeterName.MESSAGES_DROPPED)).isEqualTo(offset - words.size());
        }
    }

    private static RawClient join(RawClient client) throws Exception {
        client.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"prices\"}");
        Frame frame = client.readFrame();
        while (!frame.text().startsWith("{\"type\":\"joined\"")) {
            frame = client.readFrame(); // the welcome
        }
        return client;
    }

    /** No faster than a healthy member reads: the publisher itself. */
    private static void say(RawClient publisher, String key, int number, String filling) throws Exception {
        publisher.sendText("{\"type\":\"publish\",\"room\":\"prices\",\"collapse-key\":\"" + key + "\",\"data\":[\""
                + key + "\"," + number + ",\"" + filling + "\"]}");
        assertThat(publisher.readFrame().text()).contains("\"data\":[\"" + key + "\"," + number);
    }

    private static long offsetOf(Frame frame) {
        Matcher offset = OFFSET.matcher(frame.text());
        assertThat(offset.find()).isTrue();
        return Long.parseLong(offset.group(1));
    }
}
