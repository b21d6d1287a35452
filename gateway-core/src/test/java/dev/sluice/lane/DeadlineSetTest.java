package dev.sluice.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deadlines in the order of their times, however they were set. */
class DeadlineSetTest {
    private final DeadlineSet deadlines = new DeadlineSet();
    private final List<String> ran = new ArrayList<>();

    @Test
    void what_is_due_runs_once_in_the_order_of_its_time() {
        start(30, "c");
        start(10, "a");
        start(20, "b1");
        start(20, "b2");
        deadlines.expire(9);
        assertThat(ran).isEmpty();
        deadlines.expire(20);
        assertThat(ran).containsExactly("a", "b1", "b2");
        deadlines.expire(1000);
        deadlines.expire(1000);
        assertThat(ran).containsExactly("a", "b1", "b2", "c");
    }

    @Test
    void what_is_cancelled_is_gone_at_once() {
        DeadlineSet.Deadline far = start(Long.MAX_VALUE / 2, "far");
        DeadlineSet.Deadline near = start(1, "near");
        assertThat(deadlines.size()).isEqualTo(2);
        far.cancel();
        far.cancel();
        near.cancel();
        assertThat(deadlines.size()).isZero();
        deadlines.expire(10);
        assertThat(ran).isEmpty();
    }

    @Test
    void an_action_may_set_the_next_and_cancel_another() {
        List<DeadlineSet.Deadline> others = new ArrayList<>();
        deadlines.start(1, () -> {
            ran.add("first");
            others.get(0).cancel();
            start(2, "next");
        });
        others.add(start(1, "other"));
        deadlines.expire(5);
        assertThat(ran).containsExactly("first", "next");
    }

    @Test
    void the_clock_may_overflow() {
        long now = Long.MAX_VALUE - 5;
        start(now + 10, "after");
        start(now + 1, "before");
        deadlines.expire(now + 2);
        assertThat(ran).containsExactly("before");
        deadlines.expire(now + 10);
        assertThat(ran).containsExactly("before", "after");
    }

    private DeadlineSet.Deadline start(long atNanos, String name) {
        return deadlines.start(atNanos, () -> ran.add(name));
    }
}
