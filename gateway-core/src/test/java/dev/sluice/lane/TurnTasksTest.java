package dev.sluice.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.lane.Lane.TurnEnd;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a lane has put off to the end of its turn. */
class TurnTasksTest {
    private final TurnTasks tasks = new TurnTasks();
    private final List<String> ran = new ArrayList<>();

    @Test
    void stages_run_in_their_order_and_tasks_of_one_stage_as_they_came() {
        tasks.add(TurnEnd.FLUSH, () -> ran.add("flush"));
        tasks.add(TurnEnd.DEPART, () -> ran.add("depart 1"));
        tasks.add(TurnEnd.DELIVER, () -> ran.add("deliver"));
        tasks.add(TurnEnd.DEPART, () -> ran.add("depart 2"));
        tasks.run();
        assertThat(ran).containsExactly("deliver", "depart 1", "depart 2", "flush");
        assertThat(tasks.isEmpty()).isTrue();
    }

    @Test
    void a_task_that_comes_meanwhile_runs_in_its_stage_in_the_same_turn() {
        tasks.add(TurnEnd.DEPART, () -> {
            ran.add("depart");
            tasks.add(TurnEnd.FLUSH, () -> ran.add("flush"));
            tasks.add(TurnEnd.DELIVER, () -> ran.add("deliver"));
        });
        tasks.run();
        assertThat(ran).containsExactly("depart", "deliver", "flush");
    }

    @Test
    void the_first_task_of_a_turn_asks_for_its_end_and_the_others_do_not() {
        assertThat(tasks.add(TurnEnd.FLUSH, () -> {})).isTrue();
        assertThat(tasks.add(TurnEnd.DELIVER, () -> assertThat(tasks.add(TurnEnd.FLUSH, () -> {}))
                        .isFalse()))
                .isFalse();
        tasks.run();
        assertThat(tasks.add(TurnEnd.FLUSH, () -> {})).isTrue();
    }

    @Test
    void when_a_task_fails_the_others_still_run_and_the_next_turn_ends_too() {
        tasks.add(TurnEnd.DELIVER, TurnTasksTest::fail);
        tasks.add(TurnEnd.FLUSH, () -> ran.add("flush"));
        assertThatThrownBy(tasks::run).hasMessage("on purpose");
        assertThat(tasks.isEmpty()).isFalse();
        assertThat(tasks.add(TurnEnd.FLUSH, () -> ran.add("more")))
                .as("the end is still due")
                .isFalse();
        tasks.run();
        assertThat(ran).containsExactly("flush", "more");
        assertThat(tasks.add(TurnEnd.FLUSH, () -> {})).isTrue();
    }

    @Test
    void when_the_last_task_fails_the_next_turn_ends_too() {
        tasks.add(TurnEnd.FLUSH, TurnTasksTest::fail);
        assertThatThrownBy(tasks::run).hasMessage("on purpose");
        assertThat(tasks.isEmpty()).isTrue();
        assertThat(tasks.add(TurnEnd.FLUSH, () -> ran.add("flush")))
                .as("asks for the end again")
                .isTrue();
    }

    private static void fail() {
        throw new IllegalStateException("on purpose");
    }
}
