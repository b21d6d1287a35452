package dev.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.RoomName;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SlowConsumerPolicy;
import dev.sluice.testing.ManualLane;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.ManualRooms.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A room on two lanes whose members fall behind, take a little and catch up as they like, publish while they are behind, come and go.
 * Whatever they lose is what their room's policy lets them lose, and is counted.
 */
class SlowMembersModelTest {
    private static final int LANES = 2;
    private static final int TURNS = 200;
    /** Until a lane has looked at all buffers that it has handed out. */
    private static final int TICKS = 10;

    private static final int LARGEST_MESSAGE = 1500;
    private static final String NO_KEY = "-";
    private static final List<String> KEYS = List.of("k0", "k1", "k2", "k3", "k4", NO_KEY);
    private static final Pattern GAP = Pattern.compile("\\{\"type\":\"gap\",.*\"from\":(\\d+),\"to\":(\\d+)}");

    @Property(tries = 40)
    void who_loses_the_oldest_keeps_the_newest(@ForAll long seed) {
        Run run = new Run(SlowConsumerPolicy.DROP_OLDEST, new Random(seed));
        run.go();
        for (Member member : run.members) {
            member.seesSomeInOrder();
            if (!member.publishedTheNewest()) { // what is newest for it may then be too old for the room
                member.seesTheNewest();
            }
        }
    }

    /** Some of a publisher's own messages were too many before it was known to be behind, and counted as lost. */
    @Example
    void who_loses_its_own_messages_has_lost_nothing() {
        who_loses_the_oldest_keeps_the_newest(1272);
    }

    @Property(tries = 40)
    void who_keeps_the_latest_sees_it(@ForAll long seed) {
        Run run = new Run(SlowConsumerPolicy.KEEP_LATEST, new Random(seed));
        run.go();
        for (Member member : run.members) {
            member.seesSomeInOrder();
            member.seesTheNewest();
        }
    }

    @Property(tries = 40)
    void who_keeps_the_latest_sees_that_of_each_key(@ForAll long seed) {
        Run run = new Run(SlowConsumerPolicy.KEEP_LATEST, new Random(seed));
        run.withKeys = true;
        run.go();
        for (Member member : run.members) {
            member.seesSomeInOrder();
            member.seesTheNewest();
            member.seesTheLatestOfEachKey();
        }
    }

    @Property(tries = 40)
    void who_skips_to_live_knows_of_each_message_that_it_has_lost(@ForAll long seed) {
        Run run = new Run(SlowConsumerPolicy.SKIP_TO_LIVE, new Random(seed));
        run.go();
        for (Member member : run.members) {
            member.seesSomeInOrder();
            if (member.envelope) {
                member.seesOrIsToldOfAll();
            }
        }
    }

    private static final class Run {
        private final Random random;
        private final ManualRooms rooms;
        private final RoomName room;
        private final List<Member> members = new ArrayList<>();
        private final List<Member> gone = new ArrayList<>();

        /** Whether messages have collapse keys: so few, and so short, that the latest of all may wait. */
        private boolean withKeys;

        private int published;

        Run(SlowConsumerPolicy policy, Random random) {
            this.random = random;
            this.rooms = new ManualRooms(
                    LANES,
                    new Namespaces(RoomRules.builder().slowConsumer(policy).build()));
            this.room = rooms.roomOf(0);
        }

        void go() {
            for (int i = 0; i < 6; i++) {
                join();
            }
            for (int i = 0; i < TURNS; i++) {
                int lane = random.nextInt(LANES);
                rooms.lanes().lane(lane).turn(() -> reads(lane));
                if (random.nextInt(20) == 0) {
                    rooms.lanes().pass(Duration.ofMillis(random.nextInt(8000)));
                }
                members.forEach(Member::holdsNoMoreThanItMay);
            }
            rooms.lanes().settle(random);
            members.forEach(member -> turn(member, member.client.outlet()::catchUp));
            allThatIsMissingIsCounted();
            members.forEach(member -> turn(member, member.client::leave));
            for (int i = 0; i < TICKS; i++) {
                for (int lane = 0; lane < LANES; lane++) {
                    ManualLane each = rooms.lanes().lane(lane);
                    each.turn(each.memory().outbound()::tick);
                }
            }
            assertThat(rooms.buffers().unreleasedBytes()).isZero();
        }

        private void reads(int lane) {
            for (Member member : List.copyOf(members)) {
                if (member.client.lane() != lane || !member.asked) {
                    continue;
                }
                int dice = random.nextInt(24);
                if (dice < 4) {
                    member.client.outlet().fallBehindAfter(random.nextInt(3));
                } else if (dice < 6) {
                    member.client.outlet().catchUp();
                } else if (dice < 9) {
                    member.publish();
                } else if (dice == 9 && members.size() > 2 && random.nextInt(8) == 0) {
                    member.client.leave();
                    members.remove(member);
                    gone.add(member);
                } else if (dice == 10 && random.nextInt(8) == 0) {
                    join();
                }
            }
        }

        private void join() {
            Member member = new Member(this);
            members.add(member);
            if (rooms.lanes().lane(member.client.lane()).isCurrent()) {
                member.join();
            } else {
                rooms.lanes().lane(member.client.lane()).execute(member::join);
            }
        }

        private void turn(Member member, Runnable reads) {
            rooms.lanes().lane(member.client.lane()).turn(reads);
            rooms.lanes().settle();
        }

        /** Every message that a member should have got has come, or has been counted as dropped; those of members who left, too. */
        private void allThatIsMissingIsCounted() {
            long missing = 0;
            for (Member member : members) {
                missing += member.due().size() - member.seen().size();
            }
            if (gone.isEmpty()) {
                assertThat(rooms.total(MeterName.MESSAGES_DROPPED)).isEqualTo(missing);
            } else {
                assertThat(rooms.total(MeterName.MESSAGES_DROPPED)).isGreaterThanOrEqualTo(missing);
            }
        }
    }

    private static final class Member {
        private final Run run;
        private final boolean envelope;
        private final Client client;
        private boolean asked;
        private long joinedAt = Long.MAX_VALUE;

        Member(Run run) {
            this.run = run;
            WireFormat format = WireFormat.values()[run.random.nextInt(WireFormat.values().length)];
            this.envelope = format.isEnvelope();
            this.client = run.rooms.client(run.random.nextInt(LANES), format, run.room);
        }

        void join() {
            asked = true;
            run.rooms
                    .directory(client.lane())
                    .shardOf(run.room)
                    .join(
                            client.seat(),
                            client.entry(),
                            answer -> joinedAt = answer.position().offset());
        }

        /** Each begins with its key, so that it is known again. */
        void publishWithKey() {
            String key = envelope ? KEYS.get(run.random.nextInt(KEYS.size())) : NO_KEY;
            String text = key + " " + run.published++;
            if (!envelope) {
                client.publishRaw(text);
            } else if (key.equals(NO_KEY)) {
                client.publishJson("\"" + text + "\"");
            } else {
                client.publishJson("\"" + text + "\"", key);
            }
        }

        void publish() {
            if (run.withKeys) {
                for (int i = run.random.nextInt(4); i >= 0; i--) {
                    publishWithKey();
                }
                return;
            }
            String text = "x".repeat(run.random.nextInt(run.random.nextInt(4) == 0 ? LARGEST_MESSAGE : 100));
            for (int i = run.random.nextInt(3); i >= 0; i--) {
                if (envelope) {
                    client.publishJson("\"" + text + "\"");
                } else {
                    client.publishRaw(text);
                }
            }
        }

        void holdsNoMoreThanItMay() {
            assertThat(client.outlet().waitingBytes())
                    .isLessThanOrEqualTo(Math.max(ManualRooms.MOST_WAITING_BYTES, LARGEST_MESSAGE + 200));
        }

        /** What the room has taken since it joined, but for its own where it does not get them back. */
        List<ManualRooms.Taken> due() {
            return run.rooms.taken().stream()
                    .filter(taken -> taken.offset() > joinedAt)
                    .filter(taken -> envelope || !taken.from().equals(client.id()))
                    .toList();
        }

        /** The messages that it has got, without notices. */
        List<String> seen() {
            return client.messages().stream()
                    .filter(message -> !GAP.matcher(message).matches())
                    .toList();
        }

        void seesSomeInOrder() {
            List<String> wanted = due().stream().map(taken -> text(taken)).toList();
            int at = 0;
            for (String message : seen()) {
                while (at < wanted.size() && !wanted.get(at).equals(message)) {
                    at++;
                }
                assertThat(at).as("found in order: %s", message).isLessThan(wanted.size());
                at++;
            }
        }

        boolean publishedTheNewest() {
            List<ManualRooms.Taken> taken = run.rooms.taken();
            return !envelope
                    && !taken.isEmpty()
                    && taken.get(taken.size() - 1).from().equals(client.id());
        }

        void seesTheNewest() {
            List<ManualRooms.Taken> due = due();
            if (!due.isEmpty()) {
                assertThat(seen()).endsWith(text(due.get(due.size() - 1)));
            }
        }

        void seesTheLatestOfEachKey() {
            Map<String, ManualRooms.Taken> latest = new HashMap<>();
            for (ManualRooms.Taken taken : due()) {
                latest.put(taken.payload().replace("\"", "").split(" ", -1)[0], taken);
            }
            assertThat(seen())
                    .containsAll(latest.values().stream().map(this::text).toList());
        }

        void seesOrIsToldOfAll() {
            long next = joinedAt + 1;
            for (String message : client.messages()) {
                Matcher gap = GAP.matcher(message);
                if (gap.matches()) {
                    assertThat(Long.parseLong(gap.group(1))).isEqualTo(next);
                    next = Long.parseLong(gap.group(2)) + 1;
                } else {
                    Matcher offset = Pattern.compile("\"offset\":(\\d+),").matcher(message);
                    assertThat(offset.find()).isTrue();
                    assertThat(Long.parseLong(offset.group(1))).isEqualTo(next);
                    next++;
                }
            }
            List<ManualRooms.Taken> due = due();
            assertThat(next - 1)
                    .isEqualTo(
                            due.isEmpty() ? joinedAt : due.get(due.size() - 1).offset());
        }

        private String text(ManualRooms.Taken taken) {
            if (envelope) {
                String data = taken.payload().startsWith("\"") ? taken.payload() : "\"" + taken.payload() + "\"";
                return "{\"type\":\"message\",\"room\":\"" + taken.room() + "\",\"offset\":" + taken.offset()
                        + ",\"from\":\"" + taken.from() + "\",\"data\":" + data + "}";
            }
            return taken.payload();
        }
    }
}
