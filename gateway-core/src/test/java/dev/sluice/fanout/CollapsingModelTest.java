package dev.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metric.MeterName;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SlowConsumerPolicy;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.ManualRooms.Client;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What a slow member of a room with collapse keys gets is what a map says that keeps the last message of each key. */
class CollapsingModelTest {
    private static final int TURNS = 200;
    private static final int MANY_KEYS = 30;

    private static final RoomRules RULES =
            RoomRules.builder().slowConsumer(SlowConsumerPolicy.KEEP_LATEST).build();

    /** Exactly: one slow member, its queue, and what of it is too much. */
    @Property(tries = 60)
    void a_slow_member_gets_what_the_model_says(@ForAll long seed) {
        Random random = new Random(seed);
        ManualRooms rooms = new ManualRooms(1, RULES);
        Client publisher = rooms.client(0, WireFormat.ENVELOPE, rooms.roomOf(0));
        Client slow = rooms.client(0, WireFormat.RAW, rooms.roomOf(0));
        turn(rooms, publisher::join);
        turn(rooms, slow::join);
        Map<String, String> model = new LinkedHashMap<>();
        List<String> due = new ArrayList<>();
        int[] published = {0};
        slow.outlet().fallBehindAfter(0);
        for (int i = 0; i < TURNS; i++) {
            if (random.nextInt(4) > 0) {
                turn(rooms, () -> {
                    for (int j = random.nextInt(5); j >= 0; j--) {
                        publish(random, publisher, 10_000 + published[0]++, model);
                    }
                });
                bound(model);
            } else {
                int taken = random.nextInt(4);
                Iterator<String> waiting = model.values().iterator();
                for (int j = 0; j < taken && waiting.hasNext(); j++) {
                    due.add(waiting.next());
                    waiting.remove();
                }
                turn(rooms, () -> slow.outlet().fallBehindAfter(taken));
                turn(rooms, () -> slow.outlet().fallBehindAfter(0));
                assertThat(slow.messages()).isEqualTo(due);
                assertThat(slow.outlet().waitingBytes()).isEqualTo(bytes(model));
                if (taken > 0) {
                    assertThat(rooms.total(MeterName.MESSAGES_DROPPED))
                            .isEqualTo(published[0] - due.size() - model.size());
                }
            }
        }
        turn(rooms, slow.outlet()::catchUp);
        due.addAll(model.values());
        assertThat(slow.messages()).isEqualTo(due);
        assertThat(rooms.total(MeterName.MESSAGES_DROPPED)).isEqualTo(published[0] - due.size());
        turn(rooms, publisher::leave);
        turn(rooms, slow::leave);
        turn(rooms, rooms.lanes().lane(0).memory().outbound()::tick);
        assertThat(rooms.buffers().unreleasedBytes()).isZero();
    }

    private static void publish(Random random, Client publisher, int number, Map<String, String> model) {
        String json = number + "0".repeat(random.nextInt(random.nextInt(8) == 0 ? 1500 : 90));
        if (random.nextInt(5) == 0) {
            publisher.publishJson(json);
            model.remove("");
            model.put("", json);
        } else {
            String key = "k" + random.nextInt(MANY_KEYS);
            publisher.publishJson(json, key);
            model.remove(key);
            model.put(key, json);
        }
    }

    /** Drops the oldest while more than two are more than may wait. */
    private static void bound(Map<String, String> model) {
        Iterator<Map.Entry<String, String>> oldest = model.entrySet().iterator();
        long cost = 0;
        for (Map.Entry<String, String> entry : model.entrySet()) {
            cost += costOf(entry);
        }
        int left = model.size();
        while (left > 2 && cost > ManualRooms.MOST_WAITING_BYTES) {
            cost -= costOf(oldest.next());
            oldest.remove();
            left--;
        }
    }

    private static long costOf(Map.Entry<String, String> entry) {
        return frameBytes(entry.getValue())
                + CollapsedMessages.OVERHEAD_BYTES
                + 2L * entry.getKey().length();
    }

    private static long bytes(Map<String, String> model) {
        return model.values().stream()
                .mapToLong(CollapsingModelTest::frameBytes)
                .sum();
    }

    private static long frameBytes(String payload) {
        return payload.length() + (payload.length() < 126 ? 2 : 4);
    }

    private static void turn(ManualRooms rooms, Runnable reads) {
        rooms.lanes().lane(0).turn(reads);
        rooms.lanes().settle();
    }
}
