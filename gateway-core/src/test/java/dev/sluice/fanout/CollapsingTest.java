package dev.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.RoomName;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.NamespaceBook;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SlowConsumerPolicy;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.ManualRooms.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A room that keeps the latest messages keeps one for each collapse key. */
class CollapsingTest {
    /** Until a lane has looked at all buffers that it has handed out. */
    private static final int TICKS = 10;

    private static final int ROOM_FOR_MANY = 16 * 1024 * 1024;
    private static final Namespaces RULES = new Namespaces(
            RoomRules.builder().slowConsumer(SlowConsumerPolicy.KEEP_LATEST).build());

    private final ManualRooms rooms = new ManualRooms(1, RULES);
    private final RoomName room = new RoomName("prices");
    private final List<Client> everybody = new ArrayList<>();

    @AfterEach
    void nothing_is_kept() {
        turn(() -> everybody.forEach(Client::leave));
        for (int i = 0; i < TICKS; i++) {
            turn(rooms.lanes().lane(0).memory().outbound()::tick);
        }
        assertThat(rooms.buffers().unreleasedBytes()).isZero();
        assertThat(rooms.lanes().lane(0).memory().outbound().bytes()).isZero();
    }

    @Test
    void the_latest_of_each_key_waits_in_the_order_in_which_they_came() {
        Client ann = join(WireFormat.ENVELOPE);
        Client slow = join(WireFormat.RAW);
        slow.outlet().fallBehindAfter(0);
        turn(() -> {
            ann.publishJson("11", "a");
            ann.publishJson("12", "b");
            ann.publishJson("13");
            ann.publishJson("14", "a");
        });
        turn(() -> ann.publishJson("15", "c"));
        turn(() -> ann.publishJson("16", "b"));
        turn(() -> ann.publishJson("17"));
        assertThat(slow.outlet().waitingBytes()).isEqualTo(4 * "0011".length());
        turn(slow.outlet()::catchUp);
        turn(() -> ann.publishJson("18", "a"));
        assertThat(slow.messages()).containsExactly("14", "15", "16", "17", "18");
        assertThat(ann.messages()).hasSize(8);
        assertThat(dropped()).isEqualTo(3);
        assertThat(rooms.reading().value(MeterName.SLOW_CONSUMERS, Label.SlowConsumer.KEEP_LATEST))
                .isEqualTo(1);
    }

    @Test
    void who_takes_a_little_at_a_time_gets_what_is_the_latest_then_and_its_losses_are_counted_then() {
        Client ann = join(WireFormat.ENVELOPE);
        Client slow = join(WireFormat.RAW);
        slow.outlet().fallBehindAfter(0);
        turn(() -> List.of("a", "b", "c").forEach(key -> ann.publishJson("1", key)));
        turn(() -> slow.outlet().fallBehindAfter(1));
        assertThat(dropped()).isZero();
        turn(() -> List.of("a", "b", "c").forEach(key -> ann.publishJson("2", key)));
        turn(() -> slow.outlet().fallBehindAfter(2));
        assertThat(slow.messages()).containsExactly("1", "2", "2");
        assertThat(dropped()).as("b and c as they were").isEqualTo(2);
        turn(() -> ann.publishJson("3", "a"));
        turn(slow.outlet()::catchUp);
        assertThat(slow.messages()).containsExactly("1", "2", "2", "2", "3");
        assertThat(dropped()).isEqualTo(2);
        assertThat(rooms.total(MeterName.SLOW_CONSUMERS)).isEqualTo(1);
    }

    @Test
    void a_raw_publisher_who_is_behind_gets_all_keys_but_not_its_own() {
        Client ann = join(WireFormat.ENVELOPE);
        Client raw = join(WireFormat.RAW);
        raw.outlet().fallBehindAfter(0);
        turn(() -> {
            ann.publishJson("1");
            ann.publishJson("2", "a");
            raw.publishRaw("own");
        });
        turn(() -> ann.publishJson("3", "b"));
        turn(raw.outlet()::catchUp);
        assertThat(raw.messages()).containsExactly("1", "2", "3");
        assertThat(dropped()).isZero();
    }

    @Test
    void the_oldest_go_when_too_many_bytes_wait() {
        Client ann = join(WireFormat.ENVELOPE);
        Client slow = join(WireFormat.RAW);
        slow.outlet().fallBehindAfter(0);
        for (int i = 0; i < 10; i++) {
            String json = i + "0".repeat(999);
            String key = "key " + i;
            turn(() -> ann.publishJson(json, key));
            assertThat(slow.outlet().waitingBytes()).isLessThanOrEqualTo(ManualRooms.MOST_WAITING_BYTES);
        }
        turn(slow.outlet()::catchUp);
        assertThat(slow.messages()).containsExactly("8" + "0".repeat(999), "9" + "0".repeat(999));
        assertThat(dropped()).isEqualTo(8);
    }

    @Test
    void the_oldest_go_when_too_many_keys_wait() {
        rooms.fanOut(0).allowDrops(new NamespaceBook(RULES), ROOM_FOR_MANY);
        int most = CollapsedMessages.MOST_MESSAGES;
        Client ann = join(WireFormat.ENVELOPE);
        Client slow = join(WireFormat.RAW);
        slow.outlet().fallBehindAfter(0);
        turn(() -> IntStream.range(0, most + 5).forEach(i -> ann.publishJson("" + i, "key " + i)));
        turn(() -> ann.publishJson("-1", "key 5"));
        turn(() -> ann.publishJson("-2", "another"));
        turn(slow.outlet()::catchUp);
        assertThat(slow.messages()).hasSize(most).startsWith("7").endsWith("-1", "-2");
        assertThat(dropped()).isEqualTo(7);
    }

    @Test
    void what_waited_for_a_member_who_leaves_is_counted() {
        Client ann = join(WireFormat.ENVELOPE);
        Client leaver = join(WireFormat.RAW);
        leaver.outlet().fallBehindAfter(0);
        turn(() -> List.of("a", "b", "c").forEach(key -> ann.publishJson("1", key)));
        turn(() -> leaver.outlet().fallBehindAfter(1));
        turn(leaver::leave);
        everybody.remove(leaver);
        assertThat(rooms.reading().value(MeterName.MESSAGES_DROPPED, Label.Drop.CLOSING))
                .isEqualTo(2);
        assertThat(rooms.total(MeterName.MESSAGES_DROPPED)).isEqualTo(2);
    }

    @Test
    void what_nobody_waits_for_any_more_is_let_go() {
        Client ann = join(WireFormat.ENVELOPE);
        Client slow = join(WireFormat.RAW);
        slow.outlet().fallBehindAfter(0);
        turn(() -> List.of("a", "b", "c").forEach(key -> ann.publishJson("1", key)));
        turn(() -> slow.outlet().fallBehindAfter(2));
        turn(() -> ann.publishJson("1", "d"));
        turn(rooms.lanes().lane(0).memory().outbound()::tick);
        assertThat(rooms.buffers().unreleasedBytes()).as("c and d").isEqualTo(2 * "001".length());
    }

    private Client join(WireFormat format) {
        Client client = rooms.client(0, format, room);
        turn(client::join);
        everybody.add(client);
        return client;
    }

    private void turn(Runnable reads) {
        rooms.lanes().lane(0).turn(reads);
        rooms.lanes().settle();
    }

    private long dropped() {
        assertThat(rooms.total(MeterName.MESSAGES_DROPPED))
                .isEqualTo(rooms.reading().value(MeterName.MESSAGES_DROPPED, Label.Drop.KEEP_LATEST));
        return rooms.total(MeterName.MESSAGES_DROPPED);
    }
}
