package dev.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.auth.Identity;
import dev.sluice.fanout.WireFormat;
import dev.sluice.limit.Limits;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.RoomName;
import dev.sluice.message.ServerMessage;
import dev.sluice.message.SessionId;
import dev.sluice.message.StreamPosition;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.RoomRules;
import dev.sluice.room.HistoryQuery;
import dev.sluice.room.PageSize;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.ManualRooms.Taken;
import dev.sluice.testing.RecordingOutlet;
import dev.sluice.testing.Remembering;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Users who come, publish, leave, lose their connection and come back on another lane with the last message that they have, in turns of
 * random order and length; some read slowly, pages hold one message or a few, and time passes. Each user sees, of each room, one
 * unbroken run from the message behind its first position on, over all of its connections; where the run breaks, it was told so.
 */
class RecoveryModelTest {
    private static final int LANES = 3;
    private static final int USERS = 8;
    private static final int TURNS = 300;
    private static final Duration TTL = Duration.ofSeconds(20);

    /** Pages of a fourth of it: two or three messages. */
    private static final int PENDING_BYTES = 1600;

    @Property(tries = 150)
    void what_a_user_sees_is_unbroken_or_it_is_told(@ForAll long seed) {
        Random dice = new Random(seed);
        RoomRules rules = Remembering.rules(1 + dice.nextInt(12), 200, TTL);
        Run run = new Run(dice, rules, 2000 + dice.nextInt(3000));
        run.run(Duration.ofSeconds(1));
    }

    @Property(tries = 100)
    void within_the_bounds_every_user_recovers(@ForAll long seed) {
        RoomRules rules = Remembering.rules(100_000, 1 << 30, Duration.ofHours(1));
        Run run = new Run(new Random(seed), rules, 1L << 40);
        run.run(Duration.ofMillis(1));
        assertThat(run.refused).isZero();
        assertThat(run.recovered).isPositive();
        assertThat(run.users).noneMatch(user -> user.overtaken);
    }

    /** One interleaving. */
    private static final class Run {
        private final Random random;
        private final ManualRooms rooms;
        private final long share;
        private final List<CommandDispatcher> commands = new ArrayList<>();
        private final List<RoomName> names = new ArrayList<>();
        private final List<User> users = new ArrayList<>();
        private int recovered;
        private int refused;
        private long published;
        private long joins;

        private Run(Random random, RoomRules rules, long share) {
            this.random = random;
            this.share = share;
            this.rooms = new ManualRooms(LANES, rules, share);
            Limits limits = Limits.builder().pendingBytes(PENDING_BYTES).build();
            for (int lane = 0; lane < LANES; lane++) {
                commands.add(new CommandDispatcher(rooms.directory(lane), limits, new LaneMeters()));
                names.add(rooms.roomOf(lane));
                names.add(new RoomName("another " + lane));
            }
            for (int i = 0; i < USERS; i++) {
                users.add(new User(i));
            }
        }

        private void run(Duration longestPause) {
            for (int i = 0; i < TURNS; i++) {
                int lane = random.nextInt(LANES);
                rooms.lanes().lane(lane).turn(() -> acts(lane), random.nextInt(5));
                if (random.nextInt(8) == 0) {
                    rooms.lanes().pass(longestPause.multipliedBy(random.nextInt(10)));
                    rooms.sweep();
                }
                assertThat(rooms.total(MeterName.HISTORY_BYTES)).isLessThanOrEqualTo(LANES * share);
            }
            comeToRest();
            users.forEach(User::hasAllOfItsRooms);
            users.forEach(user -> rooms.lanes().lane(user.lane).turn(user::disconnect));
            comeToRest();
            assertThat(rooms.total(MeterName.MEMBERSHIPS)).isZero();
            assertThat(rooms.total(MeterName.ROOMS)).isZero();
            assertThat(rooms.buffers().unreleasedBytes()).isZero();
            rooms.lanes().pass(Duration.ofHours(2));
            rooms.sweep();
            assertThat(rooms.total(MeterName.HISTORY_BYTES)).isZero();
            assertThat(rooms.total(MeterName.HISTORY_MESSAGES)).isZero();
        }

        private void comeToRest() {
            for (int round = 0; round < 10_000; round++) {
                rooms.lanes().settle(random);
                List<User> behind = users.stream()
                        .filter(user -> user.outlet != null && user.outlet.isWaitedFor())
                        .toList();
                if (behind.isEmpty()) {
                    return;
                }
                behind.forEach(user -> user.outlet.take());
            }
            throw new AssertionError("readers never come to an end");
        }

        private void acts(int lane) {
            for (User user : users) {
                if (user.member == null ? random.nextInt(6) == 0 : user.lane == lane && random.nextInt(2) == 0) {
                    user.act(lane);
                }
            }
        }

        /** What a user knows of a room. */
        private static final class View {
            /** The last position; null: nothing. */
            private StreamPosition last;

            /** The last message's place among all that the room took; -1: none since the run began. */
            private int place = -1;

            private boolean present;
            private boolean asked;

            /** Whether a join has not been answered; until then no message may come. */
            private boolean joining;

            /** The number of the last join. */
            private long join;
        }

        private final class User {
            private final int number;
            private final Map<RoomName, View> views = new HashMap<>();
            private int lane;
            private int connections;
            private int read;
            private Member member;
            private RecordingOutlet outlet;
            private boolean overtaken;

            User(int number) {
                this.number = number;
                names.forEach(name -> views.put(name, new View()));
            }

            void act(int here) {
                if (member == null) {
                    connect(here);
                    return;
                }
                RoomName room = names.get(random.nextInt(names.size()));
                View view = views.get(room);
                switch (random.nextInt(12)) {
                    case 0 -> disconnect();
                    case 1 -> outlet.take();
                    case 2 -> {
                        if (view.present) {
                            view.present = false;
                            view.joining = false;
                            say(new ClientMessage.Leave(OptionalLong.empty(), room.text()));
                        }
                    }
                    case 3, 4, 5 -> {
                        if (!view.present) {
                            join(room, view);
                        }
                    }
                    default -> {
                        if (view.present) {
                            publish(room);
                        }
                    }
                }
                if (outlet != null && outlet.isClosedSlow()) {
                    overtaken = true;
                    disconnect();
                }
            }

            private void connect(int here) {
                lane = here;
                connections++;
                read = 0;
                WireFormat format = random.nextInt(4) == 0 ? WireFormat.ENVELOPE_DEFLATED : WireFormat.ENVELOPE;
                outlet = new RecordingOutlet(rooms.lanes().lane(lane), format);
                if (random.nextInt(3) == 0) {
                    outlet.beSlow();
                }
                RecordingOutlet mine = outlet;
                SessionId id = new SessionId(1_000L * number + connections, 1);
                member = new Member(id, () -> Identity.ANONYMOUS, lane, mine, reply -> mine.messages()
                        .add(told(reply)));
                for (int rejoins = random.nextInt(4); rejoins > 0; rejoins--) {
                    RoomName room = names.get(random.nextInt(names.size()));
                    if (!views.get(room).present) {
                        join(room, views.get(room));
                    }
                }
            }

            void disconnect() {
                if (member == null) {
                    return;
                }
                readAll();
                commands.get(lane).leaveAll(member);
                outlet.close();
                member = null;
                outlet = null;
                views.values().forEach(view -> {
                    view.present = false;
                    view.joining = false;
                });
            }

            private void join(RoomName room, View view) {
                readAll();
                view.present = true;
                view.joining = true;
                view.asked = view.last != null && random.nextInt(8) > 0;
                Optional<StreamPosition> since = view.asked ? Optional.of(view.last) : Optional.empty();
                view.join = ++joins;
                say(new ClientMessage.Join(OptionalLong.of(view.join), room.text(), since));
            }

            private void publish(RoomName room) {
                byte[] json = ("\"m" + ++published + "\"").getBytes(StandardCharsets.UTF_8);
                say(new ClientMessage.Publish(
                        OptionalLong.empty(), room.text(), Unpooled.wrappedBuffer(json), Optional.empty()));
            }

            private void say(ClientMessage message) {
                commands.get(lane).dispatch(member, message, 0);
            }

            /** Looks at what has come on this connection since it looked last. */
            private void readAll() {
                List<String> all = outlet.messages();
                for (; read < all.size(); read++) {
                    String[] words = all.get(read).split("[|]", -1);
                    if (words.length > 1) {
                        joined(words);
                    } else {
                        message(all.get(read));
                    }
                }
            }

            private void joined(String[] words) {
                View view = views.get(new RoomName(words[1]));
                if (!view.present || view.join != Long.parseLong(words[2])) {
                    return; // left before the room had answered
                }
                StreamPosition position = new StreamPosition(words[3], Long.parseLong(words[4]));
                assertThat(words[5].isEmpty()).isEqualTo(!view.asked);
                view.joining = false;
                if (view.asked && words[5].equals("true")) {
                    recovered++;
                    assertThat(position.epoch()).isEqualTo(view.last.epoch());
                    assertThat(position.offset()).isGreaterThanOrEqualTo(view.last.offset());
                    return;
                }
                refused += view.asked ? 1 : 0;
                view.last = position;
                view.place = -1;
            }

            private void message(String json) {
                String room = between(json, "\"room\":\"", "\"");
                View view = views.get(new RoomName(room));
                if (!view.present) {
                    return; // delivered before the leave
                }
                long offset = Long.parseLong(between(json, "\"offset\":", ","));
                assertThat(view.joining)
                        .as("a message before the answer: %s", json)
                        .isFalse();
                assertThat(offset).as(json).isEqualTo(view.last.offset() + 1);
                int place = placeOf(room, between(json, "\"data\":", "}"));
                Taken taken = takenOf(room).get(place);
                assertThat(taken.offset()).isEqualTo(offset);
                if (view.place >= 0) {
                    assertThat(place).as(json).isEqualTo(view.place + 1);
                }
                view.place = place;
                view.last = new StreamPosition(view.last.epoch(), offset);
            }

            /** Whoever is in a room at the end has all that the room has said. */
            void hasAllOfItsRooms() {
                if (member == null) {
                    return;
                }
                readAll();
                if (outlet.isClosedSlow()) {
                    overtaken = true;
                    return;
                }
                views.forEach((room, view) -> {
                    if (view.present) {
                        assertThat(view.joining).isFalse();
                        assertThat(view.last).isEqualTo(positionOf(room));
                    }
                });
            }
        }

        private StreamPosition positionOf(RoomName room) {
            List<StreamPosition> positions = new ArrayList<>();
            HistoryQuery nothing = new HistoryQuery(Optional.empty(), new PageSize(0, 1), false);
            rooms.lanes().lane(0).turn(() -> rooms.directory(0)
                    .shardOf(room)
                    .history(room, nothing, page -> positions.add(page.position())));
            rooms.lanes().settle();
            return positions.get(0);
        }

        private List<Taken> takenOf(String room) {
            return rooms.taken().stream()
                    .filter(taken -> taken.room().text().equals(room))
                    .toList();
        }

        private int placeOf(String room, String data) {
            List<Taken> taken = takenOf(room);
            for (int place = 0; place < taken.size(); place++) {
                if (taken.get(place).payload().equals(data)) {
                    return place;
                }
            }
            throw new AssertionError("never published: " + data);
        }

        private static String told(ServerMessage reply) {
            ServerMessage.Joined joined = (ServerMessage.Joined) reply;
            String recovered = joined.recovered().map(String::valueOf).orElse("");
            return "joined|" + joined.room() + "|" + joined.id() + "|"
                    + joined.position().epoch() + "|" + joined.position().offset() + "|" + recovered;
        }

        private static String between(String text, String before, String behind) {
            int start = text.indexOf(before) + before.length();
            return text.substring(start, text.indexOf(behind, start));
        }
    }
}
