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
import dev.sluice.metric.MeterName;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.RecordingOutlet;
import dev.sluice.testing.Rules;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Three lanes, a room on each, members on all of them who come, ask who is there, go, and come again, in turns of random order and length,
 * while time passes. Whatever the interleaving, a client that applies what it is told to what it was answered knows who is there.
 */
class PresenceModelTest {
    private static final int LANES = 3;
    private static final int TURNS = 150;
    private static final Pattern MEMBER = Pattern.compile("\"session\":\"(.{16})\",\"user\":\"(.*?)\"");

    private final ManualRooms rooms = new ManualRooms(LANES, Rules.ARRIVALS);
    private final List<Member> everybody = new ArrayList<>();
    private long sessions;

    @Property(tries = 150)
    void events_applied_to_an_answer_are_who_is_there(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int crowd) {
        new PresenceModelTest().run(new Random(seed), crowd);
    }

    /** @param crowd the more, the more come and go in an interval */
    private void run(Random random, int crowd) {
        for (int i = 0; i < TURNS; i++) {
            int lane = random.nextInt(LANES);
            rooms.lanes().lane(lane).turn(() -> reads(random, lane, crowd), random.nextInt(4));
            if (random.nextInt(crowd) == 0) {
                rooms.lanes().pass(Duration.ofMillis(random.nextInt(150)));
            }
        }
        letEventsCome(random);
        assertThat(rooms.total(MeterName.PRESENCE_EVENTS)).isPositive();
        checkViews();

        // Who was told that not all are listed asks again, a page at a time.
        everybody.stream()
                .filter(member -> member.isHere)
                .forEach(member -> rooms.lanes().lane(member.lane).turn(member::ask));
        letEventsCome(random);
        checkViews();
        assertThat(everybody.stream().filter(member -> member.isHere && !member.raw))
                .allMatch(member -> member.isComplete);

        everybody.stream()
                .filter(member -> member.isHere)
                .forEach(member -> rooms.lanes().lane(member.lane).turn(member::leave));
        letEventsCome(random);
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isZero();
        assertThat(rooms.total(MeterName.ROOMS)).isZero();
        assertThat(rooms.buffers().unreleasedBytes()).isZero();
    }

    /** What the sockets of one lane bring in one turn. */
    private void reads(Random random, int lane, int crowd) {
        for (int i = random.nextInt(1 + crowd); i > 0; i--) {
            List<Member> here = everybody.stream()
                    .filter(member -> member.lane == lane && member.isHere)
                    .toList();
            List<Member> gone = everybody.stream()
                    .filter(member -> member.lane == lane && !member.isHere)
                    .toList();
            int dice = random.nextInt(10);
            if (here.isEmpty() || dice < 3) {
                Member member = gone.isEmpty() || random.nextBoolean() ? new Member(random, lane) : one(random, gone);
                member.join(random);
            } else if (dice < 5) {
                one(random, here).leave();
            } else if (dice < 8) {
                one(random, here).ask();
            } else {
                one(random, here).publish();
            }
        }
    }

    private void letEventsCome(Random random) {
        for (int i = 0; i < 12; i++) {
            rooms.lanes().pass(RoomShard.TELLING_PERIOD);
            rooms.lanes().settle(random);
        }
    }

    private void checkViews() {
        Map<RoomName, Map<String, String>> truth = new HashMap<>();
        everybody.stream().filter(member -> member.isHere).forEach(member -> truth.computeIfAbsent(
                        member.room, room -> new HashMap<>())
                .put(member.id.toString(), member.user));
        everybody.forEach(member -> member.checkView(truth));
    }

    private static Member one(Random random, List<Member> members) {
        return members.get(random.nextInt(members.size()));
    }

    private final class Member {
        private final int lane;
        private final boolean raw;
        private final RoomName room;
        private final SessionId id = new SessionId(++sessions, 0);
        private final RecordingOutlet outlet;
        private Seat seat;
        private boolean isHere;
        private String user = "";

        /** By session, the user; as far as it has been told. */
        private final Map<String, String> view = new HashMap<>();

        /** Whether the view is all, as far as the client can know. */
        private boolean isComplete;

        /** Its stays, so that a late answer to an earlier one is told apart. */
        private int stay;

        private int applied;

        Member(Random random, int lane) {
            this.lane = lane;
            this.raw = random.nextInt(4) == 0;
            this.room = rooms.roomOf(random.nextInt(LANES));
            WireFormat plain = raw ? WireFormat.RAW : WireFormat.ENVELOPE;
            this.outlet =
                    new RecordingOutlet(rooms.lanes().lane(lane), random.nextBoolean() ? plain : plain.deflated());
            everybody.add(this);
        }

        void join(Random random) {
            assertThat(outlet.messages()).as("nothing comes while it is away").hasSize(applied);
            user = "u" + random.nextInt(3);
            seat = new Seat(room, outlet, lane);
            isHere = true;
            stay++;
            isComplete = false;
            shard().join(seat, new Entry(id, identity(user), null), answer -> {});
        }

        void leave() {
            isHere = false;
            shard().leave(seat, id, () -> {});
            applyEvents();
        }

        void ask() {
            if (!raw) {
                ask(stay, Optional.empty());
            }
        }

        private void ask(int askedIn, Optional<SessionId> after) {
            shard().presence(room, new PresenceRequest(5, after), answer -> {
                assertThat(rooms.lanes().lane(lane).isCurrent()).isTrue();
                if (askedIn == stay && isHere) {
                    take(answer.orElseThrow(), after.isEmpty());
                    answer.get().next().ifPresent(next -> ask(askedIn, Optional.of(next)));
                }
            });
        }

        private void take(PresencePage page, boolean first) {
            applyEvents();
            if (first) {
                view.clear();
                isComplete = true;
            }
            for (Present member : page.members()) {
                view.put(member.session().toString(), member.user());
            }
        }

        void publish() {
            byte[] text = "\"hi\"".getBytes(StandardCharsets.UTF_8);
            shard().publish(room, Message.borrowing(PayloadType.JSON, Unpooled.wrappedBuffer(text), id, null, 0));
        }

        void checkView(Map<RoomName, Map<String, String>> truth) {
            applyEvents();
            if (isHere && isComplete) {
                assertThat(view).isEqualTo(truth.get(room));
            }
        }

        private void applyEvents() {
            for (; applied < outlet.messages().size(); applied++) {
                String message = outlet.messages().get(applied);
                if (message.startsWith("{\"type\":\"arrived\"") || message.startsWith("{\"type\":\"departed\"")) {
                    assertThat(raw).isFalse();
                    apply(message);
                }
            }
        }

        private void apply(String event) {
            isComplete &= !event.contains("\"more\":");
            Matcher members = MEMBER.matcher(event);
            while (members.find()) {
                if (event.startsWith("{\"type\":\"arrived\"")) {
                    view.put(members.group(1), members.group(2));
                } else {
                    view.remove(members.group(1));
                }
            }
        }

        private RoomShardProxy shard() {
            return rooms.directory(lane).shardOf(room);
        }
    }

    private static Identity identity(String user) {
        return new Identity(user, Optional.empty(), RoomPatterns.NONE, RoomPatterns.NONE);
    }
}
