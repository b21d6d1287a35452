package dev.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.auth.Identity;
import dev.sluice.auth.PublishCheck;
import dev.sluice.auth.PublishVerdict;
import dev.sluice.fanout.WireFormat;
import dev.sluice.limit.Limits;
import dev.sluice.limit.SharedCount;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.Refusal;
import dev.sluice.message.RoomName;
import dev.sluice.message.ServerMessage;
import dev.sluice.message.SessionId;
import dev.sluice.metric.LaneMeters;
import dev.sluice.namespace.AccessRules;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.testing.AskedPolicy;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.ManualRooms.Taken;
import dev.sluice.testing.RecordingOutlet;
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
 * Sessions on two lanes that join, publish, leave and go, while somebody is asked about each message and answers in any order, twice, or
 * never, and rules come and go. Each room gets what one session says there in its order, nothing that was not allowed, and each message
 * has one answer.
 */
class PublishCheckModelTest {
    private static final int LANES = 2;
    private static final int SESSIONS = 6;
    private static final int TURNS = 300;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Property(tries = 100)
    void what_is_allowed_comes_in_order_and_every_message_has_one_answer(@ForAll long seed) {
        new Run(new Random(seed)).go();
    }

    private static final class Run {
        private final Random random;
        private final Namespaces asking = new Namespaces(RoomRules.builder()
                .access(AccessRules.OPEN.askingAboutMessages())
                .build());
        private final ManualRooms rooms = new ManualRooms(LANES, asking);
        private final AskedPolicy policy = new AskedPolicy();
        private final SharedCount places = new SharedCount(20);
        private final List<CommandDispatcher> commands = new ArrayList<>();
        private final List<RoomName> names = new ArrayList<>();
        private final List<User> users = new ArrayList<>();
        private final Map<Long, PublishVerdict> verdicts = new HashMap<>();
        private long published;
        private int answered;

        Run(Random random) {
            this.random = random;
            for (int lane = 0; lane < LANES; lane++) {
                commands.add(new CommandDispatcher(rooms.directory(lane), Limits.defaults(), new LaneMeters()));
                commands.get(lane)
                        .ask(new PublishCheck(policy, TIMEOUT), rooms.lanes().lane(lane), places);
                names.add(rooms.roomOf(lane));
            }
            for (int i = 0; i < SESSIONS; i++) {
                users.add(new User(i));
            }
        }

        void go() {
            for (int i = 0; i < TURNS; i++) {
                int lane = random.nextInt(LANES);
                rooms.lanes().lane(lane).turn(() -> acts(lane), random.nextInt(6));
                answer();
                if (random.nextInt(10) == 0) {
                    rooms.lanes().pass(Duration.ofMillis(random.nextInt(3000)));
                }
                if (answered > 0 && random.nextInt(20) == 0) { // or by some seeds nobody would ever be asked
                    rooms.namespaces(random.nextBoolean() ? asking : Namespaces.OPEN);
                }
            }
            rooms.lanes().settle(random);
            rooms.lanes().pass(TIMEOUT);
            for (int lane = 0; lane < LANES; lane++) {
                rooms.lanes().lane(lane).turn(commands.get(lane)::tick);
            }
            rooms.lanes().settle(random);
            assertThat(places.open()).isZero();
            for (int lane = 0; lane < LANES; lane++) {
                assertThat(rooms.lanes().lane(lane).memory().pieces().used()).isZero();
            }
            users.forEach(User::isAnswered);
            roomsHaveWhatWasAllowed();
        }

        private void acts(int lane) {
            users.stream().filter(user -> user.lane == lane && !user.gone).forEach(user -> {
                RoomName room = names.get(random.nextInt(names.size()));
                switch (random.nextInt(12)) {
                    case 0, 1 -> user.say(new ClientMessage.Join(OptionalLong.empty(), room.text()));
                    case 2 -> user.say(new ClientMessage.Leave(OptionalLong.empty(), room.text()));
                    case 3, 4, 5, 6 -> user.publish(room);
                    case 7 -> user.maybeGo();
                    default -> {
                        // nothing to say
                    }
                }
            });
            commands.get(lane).tick();
        }

        /** Some of the questions, in any order; some twice. */
        private void answer() {
            List<AskedPolicy.Asked> all = policy.questions();
            for (int i = random.nextInt(4); i > 0 && !all.isEmpty(); i--) {
                AskedPolicy.Asked asked = all.get(random.nextInt(all.size()));
                PublishVerdict verdict = PublishVerdict.values()[random.nextInt(3)];
                verdicts.putIfAbsent(Long.valueOf(asked.question().data()), verdict);
                asked.answer().accept(verdict);
                answered++;
            }
        }

        private void roomsHaveWhatWasAllowed() {
            Map<String, Long> last = new HashMap<>();
            for (Taken taken : rooms.taken()) {
                long number = Long.parseLong(taken.payload());
                String line = taken.from() + " in " + taken.room();
                assertThat(number).as(line).isGreaterThan(last.getOrDefault(line, 0L));
                last.put(line, number);
                User user = userOf(taken.from());
                if (policy.questions().stream()
                        .anyMatch(asked -> asked.question().data().equals(taken.payload()))) {
                    assertThat(verdicts.get(number)).isEqualTo(PublishVerdict.ALLOWED);
                }
                if (!user.gone) {
                    assertThat(user.replies.get(number)).isInstanceOf(ServerMessage.Published.class);
                }
            }
            long taken = rooms.taken().size();
            long told = users.stream()
                    .filter(user -> !user.gone)
                    .flatMap(user -> user.replies.values().stream())
                    .filter(ServerMessage.Published.class::isInstance)
                    .count();
            assertThat(taken).isGreaterThanOrEqualTo(told);
            assertThat(answered).isPositive();
        }

        private User userOf(SessionId session) {
            return users.stream()
                    .filter(user -> user.id.equals(session))
                    .findAny()
                    .orElseThrow();
        }

        private final class User {
            private final int lane;
            private final SessionId id;
            private final Member member;
            private final List<Long> said = new ArrayList<>();
            private final Map<Long, ServerMessage> replies = new HashMap<>();
            private boolean gone;

            User(int number) {
                this.lane = number % LANES;
                this.id = new SessionId(1000 + number, 7);
                RecordingOutlet outlet = new RecordingOutlet(rooms.lanes().lane(lane), WireFormat.ENVELOPE);
                this.member = new Member(id, () -> Identity.ANONYMOUS, lane, outlet, this::reply);
            }

            void publish(RoomName room) {
                long number = ++published;
                said.add(number);
                say(new ClientMessage.Publish(
                        OptionalLong.of(number),
                        room.text(),
                        Unpooled.copiedBuffer(Long.toString(number), StandardCharsets.UTF_8),
                        Optional.empty()));
            }

            void maybeGo() {
                if (random.nextInt(30) == 0) {
                    gone = true;
                    commands.get(lane).leaveAll(member);
                }
            }

            void say(ClientMessage message) {
                try {
                    commands.get(lane).dispatch(member, message, 0);
                } catch (Refusal refusal) {
                    commands.get(lane).refuse(member, refusal);
                }
            }

            private void reply(ServerMessage message) {
                OptionalLong about = OptionalLong.empty();
                if (message instanceof ServerMessage.Published done) {
                    about = OptionalLong.of(done.id());
                } else if (message instanceof ServerMessage.Failed failed) {
                    about = failed.id();
                }
                if (about.isPresent()) {
                    assertThat(replies.put(about.getAsLong(), message))
                            .as("two answers")
                            .isNull();
                }
            }

            private void isAnswered() {
                if (!gone) {
                    assertThat(replies.keySet()).containsExactlyInAnyOrderElementsOf(said);
                }
            }
        }
    }
}
