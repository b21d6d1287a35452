package dev.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.RoomName;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SlowConsumerPolicy;
import dev.sluice.room.RoomShard;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.ManualRooms.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What members get who take a room's messages more slowly than they come, in rooms that do not close them. */
class SlowMembersTest {
    private static final String LARGE = "x".repeat(1000);
    private static final RoomRules CROWD = RoomRules.builder()
            .slowConsumer(SlowConsumerPolicy.KEEP_LATEST)
            .presence(true)
            .arrivals(true)
            .build();

    private final ManualRooms rooms = new ManualRooms(
            1,
            Namespaces.builder()
                    .add("oldest", rules(SlowConsumerPolicy.DROP_OLDEST))
                    .add("latest", rules(SlowConsumerPolicy.KEEP_LATEST))
                    .add("crowd", CROWD)
                    .add("live", rules(SlowConsumerPolicy.SKIP_TO_LIVE))
                    .build());
    private final RoomName oldest = new RoomName("oldest:a");
    private final RoomName latest = new RoomName("latest:a");
    private final RoomName live = new RoomName("live:a");
    private final List<Client> everybody = new ArrayList<>();

    @AfterEach
    void nothing_is_kept() {
        turn(() -> everybody.forEach(Client::leave));
        turn(rooms.lanes().lane(0).memory().outbound()::tick);
        assertThat(rooms.buffers().unreleasedBytes()).isZero();
        assertThat(rooms.lanes().lane(0).memory().outbound().bytes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_OLDEST", "SKIP_TO_LIVE"})
    void who_is_a_little_behind_loses_nothing(SlowConsumerPolicy policy) {
        RoomName room = policy == SlowConsumerPolicy.DROP_OLDEST ? oldest : live;
        Client ann = join(WireFormat.RAW, room);
        Client bob = join(WireFormat.RAW, room);
        Client slow = join(WireFormat.RAW, room);
        turn(() -> ann.publishRaw("1"));
        slow.outlet().fallBehindAfter(0);
        turn(() -> {
            ann.publishRaw("2");
            ann.publishRaw("3");
        });
        turn(() -> bob.publishRaw("4"));
        assertThat(bob.messages()).containsExactly("1", "2", "3");
        assertThat(slow.messages()).containsExactly("1");
        assertThat(slow.outlet().waitingBytes()).isEqualTo(9);

        turn(() -> slow.outlet().fallBehindAfter(1));
        assertThat(slow.messages()).containsExactly("1", "2", "3");
        turn(slow.outlet()::catchUp);
        turn(() -> ann.publishRaw("5"));
        assertThat(slow.messages()).containsExactly("1", "2", "3", "4", "5");
        assertThat(slow.outlet().waitingBytes()).isZero();
        assertThat(dropped()).isZero();
        assertThat(rooms.total(MeterName.SLOW_CONSUMERS)).isZero();
    }

    @Test
    void the_oldest_messages_go_when_too_much_waits() {
        Client ann = join(WireFormat.RAW, oldest);
        Client slow = join(WireFormat.RAW, oldest);
        slow.outlet().fallBehindAfter(0);
        for (int i = 0; i < 10; i++) {
            int number = i;
            turn(() -> ann.publishRaw(number + LARGE));
            assertThat(slow.outlet().waitingBytes()).isLessThanOrEqualTo(ManualRooms.MOST_WAITING_BYTES);
        }
        turn(slow.outlet()::catchUp);
        assertThat(slow.messages()).containsExactly(7 + LARGE, 8 + LARGE, 9 + LARGE);
        assertThat(dropped(Label.Drop.DROP_OLDEST)).isEqualTo(7);
        assertThat(laggards(Label.SlowConsumer.DROP_OLDEST)).isEqualTo(1);
    }

    @Test
    void a_part_of_a_batch_may_go() {
        Client ann = join(WireFormat.RAW, oldest);
        Client slow = join(WireFormat.RAW, oldest);
        slow.outlet().fallBehindAfter(0);
        turn(() -> IntStream.range(0, 10).forEach(i -> ann.publishRaw(i + LARGE)));
        turn(slow.outlet()::catchUp);
        assertThat(slow.messages()).containsExactly(7 + LARGE, 8 + LARGE, 9 + LARGE);
        assertThat(dropped(Label.Drop.DROP_OLDEST)).isEqualTo(7);
    }

    @Test
    void the_newest_message_stays_however_large_it_is() {
        Client ann = join(WireFormat.RAW, oldest);
        Client slow = join(WireFormat.RAW, oldest);
        slow.outlet().fallBehindAfter(0);
        turn(() -> ann.publishRaw("small"));
        turn(() -> ann.publishRaw(LARGE.repeat(10)));
        turn(slow.outlet()::catchUp);
        assertThat(slow.messages()).containsExactly(LARGE.repeat(10));
    }

    @Test
    void what_is_too_old_goes_but_for_the_newest_message() {
        Client ann = join(WireFormat.RAW, oldest);
        Client slow = join(WireFormat.RAW, oldest);
        slow.outlet().fallBehindAfter(0);
        turn(() -> ann.publishRaw("1"));
        rooms.lanes().pass(Duration.ofSeconds(6));
        turn(() -> ann.publishRaw("2"));
        rooms.lanes().pass(Duration.ofSeconds(5));
        turn(() -> slow.outlet().fallBehindAfter(0));
        turn(() -> ann.publishRaw("3"));
        turn(() -> slow.outlet().fallBehindAfter(1));
        assertThat(slow.messages()).containsExactly("2");
        rooms.lanes().pass(Duration.ofSeconds(60));
        turn(slow.outlet()::catchUp);
        assertThat(slow.messages()).containsExactly("2", "3");
        assertThat(dropped(Label.Drop.DROP_OLDEST)).isEqualTo(1);
    }

    @Test
    void one_message_waits_where_the_latest_is_kept() {
        Client ann = join(WireFormat.ENVELOPE, latest);
        Client slow = join(WireFormat.RAW, latest);
        slow.outlet().fallBehindAfter(0);
        turn(() -> IntStream.range(0, 5).forEach(i -> ann.publishJson(i + "")));
        turn(() -> ann.publishJson("5"));
        rooms.lanes().pass(Duration.ofSeconds(60));
        assertThat(slow.outlet().waitingBytes()).isEqualTo(3);
        turn(slow.outlet()::catchUp);
        turn(() -> ann.publishJson("6"));
        assertThat(slow.messages()).containsExactly("5", "6");
        assertThat(dropped(Label.Drop.KEEP_LATEST)).isEqualTo(5);
        assertThat(laggards(Label.SlowConsumer.KEEP_LATEST)).isEqualTo(1);
    }

    @Test
    void who_arrives_does_not_take_the_place_of_the_latest_message() {
        RoomName crowd = new RoomName("crowd:a");
        Client ann = join(WireFormat.ENVELOPE, crowd);
        Client slow = join(WireFormat.ENVELOPE, crowd);
        long toldOfSlow = tellArrivals();
        slow.outlet().fallBehindAfter(0);
        turn(() -> ann.publishJson("1"));
        join(WireFormat.ENVELOPE, crowd);
        assertThat(tellArrivals()).isGreaterThan(toldOfSlow);
        turn(slow.outlet()::catchUp);
        assertThat(slow.messages()).last().asString().endsWith("\"data\":1}");
    }

    @Test
    void a_kept_message_pins_no_batch() {
        Client ann = join(WireFormat.RAW, latest);
        Client slow = join(WireFormat.RAW, latest);
        slow.outlet().fallBehindAfter(0);
        turn(() -> {
            ann.publishRaw(LARGE.repeat(50));
            ann.publishRaw("1");
        });
        turn(() -> {});
        assertThat(rooms.buffers().unreleasedBytes()).isEqualTo(3);
    }

    @Test
    void a_publisher_who_is_behind_gets_the_latest_of_the_others() {
        Client ann = join(WireFormat.RAW, latest);
        Client bob = join(WireFormat.RAW, latest);
        turn(() -> bob.publishRaw("got by ann at once"));
        ann.outlet().fallBehindAfter(0);
        bob.outlet().fallBehindAfter(0);
        turn(() -> {
            ann.publishRaw("a1");
            bob.publishRaw("b1");
            bob.publishRaw("b2");
            ann.publishRaw("a2");
        });
        turn(() -> ann.publishRaw("a3"));
        turn(() -> {
            ann.outlet().catchUp();
            bob.outlet().catchUp();
        });
        assertThat(ann.messages()).containsExactly("got by ann at once", "b2");
        assertThat(bob.messages()).containsExactly("a3");
        assertThat(dropped(Label.Drop.KEEP_LATEST)).as("b1, a1 and a2").isEqualTo(3);
        turn(() -> ann.outlet().fallBehindAfter(0));
        turn(() -> ann.publishRaw("a4"));
        turn(ann.outlet()::catchUp);
        assertThat(ann.messages()).hasSize(2);
    }

    @Test
    void a_publisher_who_is_behind_does_not_get_its_own() {
        Client ann = join(WireFormat.RAW, oldest);
        Client bob = join(WireFormat.RAW, oldest);
        ann.outlet().fallBehindAfter(0);
        turn(() -> {
            ann.publishRaw("a1");
            bob.publishRaw("b1");
            ann.publishRaw("a2");
        });
        turn(() -> ann.publishRaw("a3"));
        turn(() -> bob.publishRaw("b2"));
        turn(ann.outlet()::catchUp);
        assertThat(ann.messages()).containsExactly("b1", "b2");
        assertThat(dropped()).isZero();

        turn(() -> ann.outlet().fallBehindAfter(0));
        turn(() -> bob.publishRaw("b3"));
        turn(() -> ann.publishRaw("a4" + LARGE.repeat(2)));
        turn(() -> bob.publishRaw("b4" + LARGE.repeat(2)));
        turn(ann.outlet()::catchUp);
        assertThat(ann.messages()).containsExactly("b1", "b2", "b4" + LARGE.repeat(2));
        assertThat(dropped()).as("b3").isEqualTo(1);
    }

    @Test
    void who_skips_to_live_is_told_what_it_has_lost() {
        Client ann = join(WireFormat.ENVELOPE, live);
        Client slow = join(WireFormat.ENVELOPE, live);
        turn(() -> ann.publishJson("1"));
        slow.outlet().fallBehindAfter(0);
        for (int i = 2; i <= 11; i++) {
            String json = i + "0".repeat(1000);
            turn(() -> ann.publishJson(json));
        }
        turn(() -> slow.outlet().fallBehindAfter(1));
        turn(() -> ann.publishJson("12"));
        turn(slow.outlet()::catchUp);
        assertThat(slow.messages()).hasSize(3);
        assertThat(slow.messages().get(1)).isEqualTo("{\"type\":\"gap\",\"room\":\"live:a\",\"from\":2,\"to\":11}");
        assertThat(slow.messages().get(2)).contains("\"offset\":12,");
        assertThat(dropped(Label.Drop.SKIP_TO_LIVE)).isEqualTo(10);
        assertThat(laggards(Label.SlowConsumer.SKIP_TO_LIVE)).isEqualTo(1);
    }

    @Test
    void a_gap_begins_behind_what_the_member_has_got() {
        Client ann = join(WireFormat.ENVELOPE, live);
        Client slow = join(WireFormat.ENVELOPE_DEFLATED, live);
        slow.outlet().fallBehindAfter(0);
        turn(() -> ann.publishJson("1"));
        turn(() -> ann.publishJson("2"));
        turn(() -> slow.outlet().fallBehindAfter(1));
        for (int i = 0; i < 40; i++) {
            turn(() -> ann.publishJson("3"));
        }
        turn(slow.outlet()::catchUp);
        assertThat(slow.messages()).hasSize(2);
        assertThat(slow.messages().get(1)).contains("\"from\":2,\"to\":42}");
    }

    @Test
    void a_raw_member_skips_without_a_word() {
        Client ann = join(WireFormat.RAW, live);
        Client slow = join(WireFormat.RAW, live);
        slow.outlet().fallBehindAfter(0);
        for (int i = 0; i < 10; i++) {
            turn(() -> ann.publishRaw(LARGE));
        }
        turn(slow.outlet()::catchUp);
        turn(() -> ann.publishRaw("now"));
        assertThat(slow.messages()).containsExactly("now");
        assertThat(dropped(Label.Drop.SKIP_TO_LIVE)).isEqualTo(10);
    }

    @Test
    void who_leaves_gets_nothing_more_and_others_who_are_behind_go_on() {
        Client ann = join(WireFormat.RAW, oldest);
        Client leaver = join(WireFormat.RAW, oldest);
        Client slow = join(WireFormat.RAW, oldest);
        leaver.outlet().fallBehindAfter(0);
        turn(() -> ann.publishRaw("1"));
        slow.outlet().fallBehindAfter(0);
        turn(() -> ann.publishRaw("2"));
        turn(leaver::leave);
        everybody.remove(leaver);
        assertThat(leaver.messages()).isEmpty();
        assertThat(leaver.outlet().waitingBytes()).isZero();
        assertThat(dropped(Label.Drop.CLOSING)).isEqualTo(2);
        turn(() -> ann.publishRaw("3"));
        turn(slow.outlet()::catchUp);
        assertThat(slow.messages()).containsExactly("1", "2", "3");
    }

    @Test
    void a_thousand_who_are_behind_share_what_waits_for_them() {
        Client ann = join(WireFormat.RAW, oldest);
        List<Client> slow = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            slow.add(join(WireFormat.RAW, oldest));
            slow.get(i).outlet().fallBehindAfter(0);
        }
        for (int i = 0; i < 20; i++) {
            turn(() -> ann.publishRaw(LARGE));
        }
        turn(() -> {});
        assertThat(rooms.buffers().unreleasedBytes()).isLessThan(2L * ManualRooms.MOST_WAITING_BYTES);
        turn(() -> slow.forEach(member -> member.outlet().catchUp()));
        assertThat(slow).allSatisfy(member -> assertThat(member.messages()).hasSize(3));
        assertThat(dropped(Label.Drop.DROP_OLDEST)).isEqualTo(17_000);
    }

    @Test
    void a_member_that_is_flushed_while_others_are_served_gets_each_message_once() {
        Client ann = join(WireFormat.RAW, oldest);
        Client first = join(WireFormat.RAW, oldest);
        Client second = join(WireFormat.RAW, oldest);
        first.outlet().fallBehindAfter(0);
        second.outlet().fallBehindAfter(0);
        turn(() -> ann.publishRaw("1"));
        first.outlet().onDelivery(second.outlet()::catchUp);
        turn(first.outlet()::catchUp);
        turn(() -> ann.publishRaw("2"));
        assertThat(first.messages()).containsExactly("1", "2");
        assertThat(second.messages()).containsExactly("1", "2");
    }

    private static RoomRules rules(SlowConsumerPolicy policy) {
        return RoomRules.builder().slowConsumer(policy).build();
    }

    private Client join(WireFormat format, RoomName room) {
        Client client = rooms.client(0, format, room);
        turn(client::join);
        everybody.add(client);
        return client;
    }

    /** Waits until members have been told of each other; the number of events so far. */
    private long tellArrivals() {
        for (int i = 0; i < 10; i++) {
            rooms.lanes().pass(RoomShard.TELLING_PERIOD);
            rooms.lanes().settle();
        }
        return rooms.total(MeterName.PRESENCE_EVENTS);
    }

    private void turn(Runnable reads) {
        rooms.lanes().lane(0).turn(reads);
        rooms.lanes().settle();
    }

    private long dropped() {
        return rooms.total(MeterName.MESSAGES_DROPPED);
    }

    private long dropped(Label.Drop reason) {
        assertThat(dropped()).isEqualTo(rooms.reading().value(MeterName.MESSAGES_DROPPED, reason));
        return dropped();
    }

    private long laggards(Label.SlowConsumer policy) {
        assertThat(rooms.total(MeterName.SLOW_CONSUMERS))
                .isEqualTo(rooms.reading().value(MeterName.SLOW_CONSUMERS, policy));
        return rooms.total(MeterName.SLOW_CONSUMERS);
    }
}
