package dev.sluice.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.auth.Identity;
import dev.sluice.auth.RoomPatterns;
import dev.sluice.fanout.Seat;
import dev.sluice.fanout.WireFormat;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.PresencePage;
import dev.sluice.message.Present;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.metric.Label.Movement;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.RecordingOutlet;
import dev.sluice.testing.Rules;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What members of a room are told of those who come and go, and how often. */
class ArrivalsTest {
    /** More than any room here waits for. */
    private static final int LOOKS = 12;

    private final ManualRooms rooms = new ManualRooms(2, Rules.ARRIVALS);
    private final RoomName room = rooms.roomOf(0);
    private final Guest ann = new Guest(0, WireFormat.ENVELOPE);
    private final Guest bob = new Guest(1, WireFormat.ENVELOPE_DEFLATED);
    private final Guest raw = new Guest(1, WireFormat.RAW);
    private long sessions;

    @AfterEach
    void nothing_is_kept() {
        assertThat(rooms.buffers().unreleasedBytes()).isZero();
    }

    @Test
    void all_are_told_of_who_arrives_and_who_arrives_is_told_too() {
        ann.join("ann");
        later();
        assertThat(ann.news()).as("who is alone is told nothing").isEmpty();
        bob.join("bob");
        later();
        assertThat(ann.news()).containsExactly("arrived 2 " + bob);
        assertThat(bob.news()).containsExactly("arrived 2 " + bob);
        ann.leave();
        later();
        assertThat(bob.news()).containsExactly("departed 1 " + ann);
    }

    @Test
    void raw_members_are_there_and_are_told_nothing() {
        ann.join("ann");
        raw.join("");
        later();
        assertThat(ann.news()).containsExactly("arrived 2 " + raw);
        assertThat(raw.news()).isEmpty();
        assertThat(page(ann).members()).extracting(Present::session).containsExactlyInAnyOrder(ann.id, raw.id);
        raw.leave();
        later();
        assertThat(ann.news()).containsExactly("departed 1 " + raw);
    }

    @Test
    void who_comes_and_goes_between_is_not_told_of() {
        ann.join("ann");
        later();
        bob.join("bob");
        bob.leave();
        later();
        assertThat(ann.news()).isEmpty();
        bob.join("bob");
        later();
        ann.news();
        bob.leave();
        bob.join("bob");
        later();
        assertThat(ann.news()).isEmpty();
        assertThat(rooms.total(MeterName.PRESENCE_EVENTS)).isEqualTo(1);
    }

    @Test
    void who_comes_back_as_somebody_else_arrives() {
        ann.join("ann");
        bob.join("bob");
        later();
        ann.news();
        bob.leave();
        bob.join("bill");
        later();
        assertThat(ann.news()).containsExactly("arrived 2 " + bob);
    }

    @Test
    void who_was_shown_in_an_answer_meanwhile_is_told_of() {
        ann.join("ann");
        later();
        bob.join("bob");
        assertThat(page(ann).count()).isEqualTo(2);
        bob.leave();
        later();
        assertThat(ann.news()).containsExactly("departed 1 " + bob);
        bob.join("bob");
        later();
        ann.news();
        bob.leave();
        assertThat(page(ann).count()).isEqualTo(1);
        bob.join("bob");
        later();
        assertThat(ann.news()).containsExactly("arrived 2 " + bob);
    }

    @Test
    void an_event_stands_in_order_with_messages() {
        ann.join("ann");
        bob.join("bob");
        later();
        ann.news();
        rooms.lanes().lane(1).turn(() -> bob.publish("1"));
        bob.leave();
        later();
        assertThat(ann.outlet.messages())
                .satisfiesExactly(message -> assertThat(message).endsWith("\"data\":1}"), message -> assertThat(message)
                        .startsWith("{\"type\":\"departed\""));
    }

    @Test
    void an_event_travels_and_is_compressed_once_for_a_lane() {
        ann.join("ann");
        bob.join("bob");
        Guest cid = new Guest(1, WireFormat.ENVELOPE_DEFLATED);
        cid.join("cid");
        int compressions = rooms.compressions();
        later();
        assertThat(rooms.compressions()).isEqualTo(compressions + 1);
        assertThat(cid.outlet.addresses()).hasSize(1).isEqualTo(bob.outlet.addresses());
        assertThat(ann.news()).containsExactly("arrived 3 " + bob + ", " + cid);
    }

    @Test
    void a_thousand_who_come_at_once_are_one_event() {
        ann.join("ann");
        List<Guest> crowd = crowd(999, WireFormat.RAW);
        later();
        assertThat(ann.outlet.messages()).singleElement().satisfies(event -> {
            assertThat(event).startsWith("{\"type\":\"arrived\",").contains("\"count\":1000,");
            assertThat(event.split("\"session\"", -1)).hasSize(51);
            assertThat(event).endsWith("],\"more\":949}");
        });
        assertThat(rooms.total(MeterName.PRESENCE_MEMBERS)).isEqualTo(50);
        crowd.forEach(Guest::leave);
        later();
        assertThat(ann.outlet.messages()).hasSize(2).last().satisfies(event -> {
            assertThat(event).startsWith("{\"type\":\"departed\",").contains("\"count\":1,");
            assertThat(event).endsWith("],\"more\":949}");
        });
    }

    @Test
    void a_large_room_is_told_numbers() {
        ann.join("ann");
        List<Guest> crowd = crowd(10_000, WireFormat.RAW);
        later();
        crowd.forEach(Guest::leave);
        later();
        bob.join("bob");
        later();
        String of = "\",\"room\":\"" + room + "\",\"count\":";
        assertThat(ann.outlet.messages().subList(0, 2))
                .containsExactly(
                        "{\"type\":\"arrived" + of + "10001,\"more\":10000}",
                        "{\"type\":\"departed" + of + "1,\"more\":10000}");
        ann.outlet.messages().subList(0, 2).clear();
        assertThat(ann.news()).containsExactly("arrived 2 " + bob);
        assertThat(rooms.reading().value(MeterName.PRESENCE_EVENTS, Movement.DEPARTED))
                .isEqualTo(1);
    }

    @Test
    void a_very_large_room_is_told_more_seldom() {
        ann.join("ann");
        crowd(50_000, WireFormat.RAW);
        later();
        ann.outlet.messages().clear();
        bob.join("bob");
        look(9);
        assertThat(ann.outlet.messages()).isEmpty();
        look(1);
        assertThat(ann.outlet.messages()).hasSize(1);
    }

    @Test
    void a_room_is_told_at_most_once_in_four_tenths_of_a_second() {
        ann.join("ann");
        for (int i = 0; i < 40; i++) {
            new Guest(1, WireFormat.RAW).join("");
            look(1);
        }
        assertThat(ann.outlet.messages()).hasSize(8);
    }

    @Test
    void many_rooms_are_told_a_part_at_a_time() {
        int count = 3000;
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RoomName name = new RoomName("crowded " + i);
            guests.add(new Guest(0, WireFormat.ENVELOPE, name));
            guests.add(new Guest(1, WireFormat.ENVELOPE, name));
        }
        guests.forEach(guest -> guest.join("x"));
        look(4);
        assertThat(rooms.total(MeterName.PRESENCE_EVENTS)).isZero();
        look(1);
        // Two lanes with 20,000 deliveries each; a room counts as two and what an event costs beside them.
        assertThat(rooms.total(MeterName.PRESENCE_EVENTS)).isBetween(1000L, 2000L);
        later();
        assertThat(rooms.total(MeterName.PRESENCE_EVENTS)).isEqualTo(count);
    }

    @Test
    void who_has_left_all_is_forgotten() {
        ann.join("ann");
        bob.join("bob");
        ann.leave();
        bob.leave();
        ann.join("ann");
        later();
        assertThat(ann.news()).isEmpty();
        assertThat(rooms.total(MeterName.PRESENCE_EVENTS)).isZero();
    }

    @Test
    void without_the_rule_nobody_is_told_and_presence_is_there() {
        ManualRooms quiet = new ManualRooms(1, Rules.PRESENCE);
        ManualRooms.Client one = quiet.client(0, WireFormat.ENVELOPE, room);
        ManualRooms.Client two = quiet.client(0, WireFormat.ENVELOPE, room);
        quiet.lanes().lane(0).turn(() -> {
            one.join();
            two.join();
        });
        for (int i = 0; i < LOOKS; i++) {
            quiet.lanes().pass(RoomShard.TELLING_PERIOD);
            quiet.lanes().settle();
        }
        assertThat(one.messages()).isEmpty();
        quiet.lanes().lane(0).turn(() -> quiet.directory(0)
                .shardOf(room)
                .presence(room, new PresenceRequest(1, Optional.empty()), page -> assertThat(page)
                        .hasValueSatisfying(first -> assertThat(first.count()).isEqualTo(2))));
        assertThat(quiet.total(MeterName.PRESENCE_MEMBERS)).isEqualTo(1);
    }

    @Test
    void without_presence_there_is_no_answer() {
        ManualRooms open = new ManualRooms(1);
        ManualRooms.Client one = open.client(0, WireFormat.ENVELOPE, room);
        List<Optional<PresencePage>> answers = new ArrayList<>();
        open.lanes().lane(0).turn(() -> {
            one.join();
            open.directory(0).shardOf(room).presence(room, new PresenceRequest(1, Optional.empty()), answers::add);
        });
        assertThat(answers).containsExactly(Optional.empty());
    }

    private List<Guest> crowd(int count, WireFormat format) {
        List<Guest> crowd = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Guest guest = new Guest(i % 2, format);
            crowd.add(guest);
            guest.joinSoon("guest");
        }
        rooms.lanes().settle();
        return crowd;
    }

    private void later() {
        look(LOOKS);
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            rooms.lanes().pass(RoomShard.TELLING_PERIOD);
            rooms.lanes().settle();
        }
    }

    private PresencePage page(Guest asking) {
        List<PresencePage> pages = new ArrayList<>();
        rooms.lanes().lane(asking.lane).turn(() -> asking.shard()
                .presence(room, new PresenceRequest(10, Optional.empty()), page -> pages.add(page.orElseThrow())));
        rooms.lanes().settle();
        return pages.get(0);
    }

    /** A session that may come and go as often as it likes. */
    private final class Guest {
        private final int lane;
        private final RoomName name;
        private final SessionId id = new SessionId(++sessions, 0);
        private final RecordingOutlet outlet;
        private Seat seat;
        private String user = "";

        Guest(int lane, WireFormat format) {
            this(lane, format, room);
        }

        Guest(int lane, WireFormat format, RoomName name) {
            this.lane = lane;
            this.name = name;
            this.outlet = new RecordingOutlet(rooms.lanes().lane(lane), format);
        }

        void join(String as) {
            joinSoon(as);
            rooms.lanes().settle();
        }

        void joinSoon(String as) {
            user = as;
            seat = new Seat(name, outlet, lane);
            Identity identity = new Identity(as, Optional.empty(), RoomPatterns.NONE, RoomPatterns.NONE);
            rooms.lanes().lane(lane).turn(() -> shard().join(seat, new Entry(id, identity, null), answer -> {}));
        }

        void leave() {
            rooms.lanes().lane(lane).turn(() -> shard().leave(seat, id, () -> {}));
            rooms.lanes().settle();
        }

        void publish(String json) {
            byte[] text = json.getBytes(StandardCharsets.UTF_8);
            shard().publish(name, Message.borrowing(PayloadType.JSON, Unpooled.wrappedBuffer(text), id, null, 0));
        }

        /** What has come since the last call: kind, count, and who. */
        List<String> news() {
            List<String> news = outlet.messages().stream()
                    .map(message -> message.replaceAll(
                                    "^\\{\"type\":\"(\\w+)\",\"room\":\".*?\",\"count\":(\\d+),", "$1 $2")
                            .replaceAll("[{,]\"session\":\"(.{16})\",\"user\":(.*?),\"info\":null}", " $1/$2")
                            .replaceAll("\"members\":\\[|]|}|\"", ""))
                    .toList();
            outlet.messages().clear();
            return news;
        }

        RoomShardProxy shard() {
            return rooms.directory(lane).shardOf(name);
        }

        @Override
        public String toString() {
            return id + "/" + (user.isEmpty() ? "null" : user);
        }
    }
}
