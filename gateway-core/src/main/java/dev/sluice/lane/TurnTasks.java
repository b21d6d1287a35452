package dev.sluice.lane;

import dev.sluice.lane.Lane.TurnEnd;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The tasks that one lane has put off to the end of its turn. Confined to the lane. */
final class TurnTasks {
    /** One for each stage, in their order. */
    private final List<Queue<Runnable>> queues = new ArrayList<>();

    private boolean expected;

    TurnTasks() {
        for (TurnEnd ignored : TurnEnd.values()) {
            queues.add(new ArrayDeque<>());
        }
    }

    /** Takes a task; true if nobody knows yet that {@link #run} must be called in this turn. */
    @SuppressWarnings("EnumOrdinal") // the queues are made from the same enum
    boolean add(TurnEnd stage, Runnable task) {
        queues.get(stage.ordinal()).add(task);
        boolean first = !expected;
        expected = true;
        return first;
    }

    /** Runs the tasks, always the earliest stage that has one, until none is left or one fails. */
    void run() {
        try {
            for (Runnable task = next(); task != null; task = next()) {
                task.run();
            }
        } finally {
            expected = !isEmpty();
        }
    }

    /** Whether nothing is left to run. */
    boolean isEmpty() {
        for (int i = 0; i < queues.size(); i++) {
            if (!queues.get(i).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Runnable next() {
        for (int i = 0; i < queues.size(); i++) { // every turn: not by an iterator
            Runnable task = queues.get(i).poll();
            if (task != null) {
                return task;
            }
        }
        return null;
    }
}
