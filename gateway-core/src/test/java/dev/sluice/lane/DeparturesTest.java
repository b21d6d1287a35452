package dev.sluice.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.ManualLanes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What lanes send each other: in order, one task a turn, and bounded. */
class DeparturesTest {
    private static final long HIGH_BYTES = 8L * 1024 * 1024;

    private final ManualLanes lanes = new ManualLanes(3);
    private final Departures fromFirst = new Departures(lanes.lane(0), lanes.all(), null);
    private final List<String> ran = new ArrayList<>();

    @Test
    void a_turn_sends_one_task_to_each_lane_that_it_has_something_for() {
        lanes.lane(0).turn(() -> {
            fromFirst.send(1, 10, () -> ran.add("a on " + current()));
            fromFirst.send(2, 10, () -> ran.add("b on " + current()));
            fromFirst.send(1, 10, () -> ran.add("c on " + current()));
            assertThat(lanes.lane(1).waitingTasks()).as("before the turn's end").isZero();
        });
        assertThat(lanes.lane(0).isBusy()).isFalse();
        assertThat(lanes.lane(1).waitingTasks()).isEqualTo(1);
        assertThat(lanes.lane(2).waitingTasks()).isEqualTo(1);
        lanes.settle();
        assertThat(ran).containsExactly("a on 1", "c on 1", "b on 2");
    }

    @Test
    void a_task_that_fails_does_not_take_the_others_with_it() {
        lanes.lane(0).turn(() -> {
            fromFirst.send(1, 5 * HIGH_BYTES, () -> ran.add("a"));
            fromFirst.send(1, 10, () -> {
                throw new IllegalStateException("on purpose");
            });
            fromFirst.send(1, 10, () -> ran.add("c"));
            fromFirst.whenRelieved(() -> ran.add("relieved"));
        });
        assertThatThrownBy(() -> lanes.lane(1).turn()).hasMessage("on purpose");
        assertThat(ran).containsExactly("a");
        lanes.settle();
        assertThat(ran).containsExactly("a", "c", "relieved");
        assertThat(fromFirst.isCongested()).isFalse();
    }

    @Test
    void a_sender_is_told_to_wait_at_the_high_mark_and_relieved_at_half_of_it() {
        lanes.lane(0).turn(() -> fromFirst.send(1, HIGH_BYTES - 1, () -> {}));
        assertThat(fromFirst.isCongested()).isFalse();
        lanes.lane(0).turn(() -> {
            fromFirst.send(2, HIGH_BYTES / 2 + 1, () -> {});
            assertThat(fromFirst.isCongested()).isTrue();
            fromFirst.whenRelieved(() -> ran.add("relieved on " + current()));
            fromFirst.whenRelieved(() -> ran.add("and so is the other"));
        });
        lanes.lane(1).turn();
        lanes.lane(0).turn();
        assertThat(ran).as("still over half").isEmpty();
        lanes.lane(2).turn();
        assertThat(ran).as("called back on its own lane only").isEmpty();
        lanes.lane(0).turn();
        assertThat(ran).containsExactly("relieved on 0", "and so is the other");
        lanes.settle();
        assertThat(ran).hasSize(2);
    }

    @Test
    void who_asks_when_nothing_is_in_flight_is_called_at_once() {
        lanes.lane(0).turn(() -> {
            fromFirst.whenRelieved(() -> ran.add("at once"));
            assertThat(ran).containsExactly("at once");
        });
    }

    @Test
    void who_waits_does_not_lose_the_call_to_another_who_fails() {
        lanes.lane(0).turn(() -> {
            fromFirst.send(1, HIGH_BYTES, () -> {});
            fromFirst.whenRelieved(() -> {
                throw new IllegalStateException("on purpose");
            });
            fromFirst.whenRelieved(() -> ran.add("relieved"));
        });
        lanes.lane(1).turn();
        assertThatThrownBy(() -> lanes.lane(0).turn()).hasMessage("on purpose");
        lanes.settle();
        assertThat(ran).containsExactly("relieved");
    }

    @Test
    void pressure_reaches_back_through_a_lane_that_cannot_send_on() {
        List<Departures> onward = new ArrayList<>();
        lanes.all().forEach(lane -> onward.add(new Departures(lane, lanes.all(), null)));
        Departures requests = new Departures(lanes.lane(0), lanes.all(), onward::get);
        lanes.lane(0).turn(() -> {
            requests.send(1, HIGH_BYTES, () -> onward.get(1).send(2, 2 * HIGH_BYTES, () -> {}));
            requests.whenRelieved(() -> ran.add("relieved"));
        });
        lanes.lane(1).turn();
        lanes.lane(0).turn();
        assertThat(requests.isCongested()).as("arrived, but not yet sent on").isTrue();
        lanes.lane(2).turn();
        lanes.settle();
        assertThat(requests.isCongested()).isFalse();
        assertThat(ran).containsExactly("relieved");
    }

    /** Each lane floods all others with requests whose answers flood back, and obeys when told to wait. */
    @Property(tries = 50)
    void lanes_that_flood_each_other_neither_lock_up_nor_pile_up(@ForAll long seed) {
        Random random = new Random(seed);
        ManualLanes three = new ManualLanes(3);
        List<Departures> answers = new ArrayList<>();
        List<Departures> requests = new ArrayList<>();
        three.all().forEach(lane -> answers.add(new Departures(lane, three.all(), null)));
        three.all().forEach(lane -> requests.add(new Departures(lane, three.all(), answers::get)));
        Flooder[] flooders = new Flooder[3];
        for (int lane = 0; lane < 3; lane++) {
            flooders[lane] = new Flooder(three, lane, requests.get(lane), answers);
        }
        for (int turns = 0; turns < 2000; turns++) {
            int lane = random.nextInt(3);
            three.lane(lane).turn(flooders[lane]::flood, 1 + random.nextInt(4));
        }
        three.settle(random);
        for (Flooder flooder : flooders) {
            assertThat(flooder.waiting).as("nobody waits for ever").isFalse();
            assertThat(flooder.answered).isEqualTo(flooder.asked).isPositive();
            assertThat(flooder.mostInFlight).isLessThanOrEqualTo(4 * HIGH_BYTES);
        }
        for (int lane = 0; lane < 3; lane++) {
            assertThat(requests.get(lane).isCongested()).isFalse();
            assertThat(answers.get(lane).isCongested()).isFalse();
        }
    }

    private String current() {
        return lanes.all().stream()
                .filter(Lane::isCurrent)
                .findFirst()
                .map(Lane::index)
                .orElse(-1)
                .toString();
    }

    private static final class Flooder {
        private static final long BYTES = HIGH_BYTES / 5;

        private final ManualLanes lanes;
        private final int lane;
        private final Departures requests;
        private final List<Departures> answers;
        private boolean waiting;
        private int asked;
        private int answered;
        private long mostInFlight;

        Flooder(ManualLanes lanes, int lane, Departures requests, List<Departures> answers) {
            this.lanes = lanes;
            this.lane = lane;
            this.requests = requests;
            this.answers = answers;
        }

        void flood() {
            for (int i = 0; i < 3 && !waiting; i++) {
                ask((lane + 1 + i % 2) % 3);
                if (requests.isCongested()) {
                    waiting = true;
                    requests.whenRelieved(() -> waiting = false);
                }
            }
        }

        private void ask(int other) {
            asked++;
            mostInFlight = Math.max(mostInFlight, (asked - answered) * BYTES);
            requests.send(other, BYTES, () -> {
                assertThat(lanes.lane(other).isCurrent()).isTrue();
                answers.get(other).send(lane, BYTES, () -> {
                    assertThat(lanes.lane(lane).isCurrent()).isTrue();
                    answered++;
                });
            });
        }
    }
}
