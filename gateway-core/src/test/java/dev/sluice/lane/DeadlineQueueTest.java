package dev.sluice.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deadlines of one length, in the order in which they were set. */
class DeadlineQueueTest {
    private final DeadlineQueue queue = new DeadlineQueue(Duration.ofNanos(100));
    private final List<String> ran = new ArrayList<>();

    @Test
    void what_is_due_runs_once_and_in_order() {
        start(0, "a");
        start(0, "b");
        start(50, "c");
        queue.expire(99);
        assertThat(ran).isEmpty();
        queue.expire(100);
        assertThat(ran).containsExactly("a", "b");
        queue.expire(149);
        queue.expire(1000);
        queue.expire(1000);
        assertThat(ran).containsExactly("a", "b", "c");
    }

    @Test
    void what_is_cancelled_never_runs_wherever_it_stands() {
        DeadlineQueue.Deadline first = start(0, "first");
        start(0, "a");
        DeadlineQueue.Deadline middle = start(0, "middle");
        start(0, "b");
        DeadlineQueue.Deadline last = start(0, "last");
        first.cancel();
        middle.cancel();
        middle.cancel();
        last.cancel();
        queue.expire(100);
        assertThat(ran).containsExactly("a", "b");
        last.cancel();
        start(100, "later");
        queue.expire(200);
        assertThat(ran).containsExactly("a", "b", "later");
    }

    @Test
    void an_action_may_set_and_cancel_others() {
        List<DeadlineQueue.Deadline> others = new ArrayList<>();
        queue.start(0, () -> {
            ran.add("a");
            others.get(0).cancel();
            start(100, "again");
        });
        others.add(start(0, "b"));
        queue.expire(100);
        assertThat(ran).containsExactly("a");
        queue.expire(200);
        assertThat(ran).containsExactly("a", "again");
    }

    @Test
    void an_action_that_fails_does_not_hold_up_the_others() {
        queue.start(0, () -> {
            throw new IllegalStateException("on purpose");
        });
        start(0, "b");
        assertThatThrownBy(() -> queue.expire(100)).hasMessage("on purpose");
        queue.expire(100);
        assertThat(ran).containsExactly("b");
    }

    @Test
    void the_clock_may_pass_its_largest_number() {
        start(Long.MAX_VALUE - 50, "a");
        queue.expire(Long.MAX_VALUE);
        assertThat(ran).isEmpty();
        queue.expire(Long.MIN_VALUE + 48);
        assertThat(ran).isEmpty();
        queue.expire(Long.MIN_VALUE + 49);
        assertThat(ran).containsExactly("a");
    }

    private DeadlineQueue.Deadline start(long nowNanos, String name) {
        return queue.start(nowNanos, () -> ran.add(name));
    }
}
