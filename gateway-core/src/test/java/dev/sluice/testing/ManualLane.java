package dev.sluice.testing;

import dev.sluice.lane.Lane;
import dev.sluice.lane.LaneMemory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A lane whose turns a test runs by hand, in the order of a real one: what the sockets bring, the tasks, the end of the turn. Like a
 * real one it goes on when a task fails; the failure comes out of the turn.
 */
public final class ManualLane implements Lane {
    private static final long MEMORY_BYTES = 1L << 40;

    private final ManualLanes lanes;
    private final int index;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Map<TurnEnd, Queue<Runnable>> turnEnds = new EnumMap<>(TurnEnd.class);
    private final LaneMemory memory;
    private final List<Runnable> ends = new ArrayList<>();
    private final List<Periodic> periodics = new ArrayList<>();
    private int turns;

    ManualLane(ManualLanes lanes, int index) {
        this.memory = LaneMemory.of(this, MEMORY_BYTES);
        this.lanes = lanes;
        this.index = index;
        for (TurnEnd stage : TurnEnd.values()) {
            turnEnds.put(stage, new ArrayDeque<>());
        }
    }

    /** A turn with nothing to read. */
    public void turn() {
        turn(() -> {});
    }

    /** A whole turn that begins with these reads and runs every task, also those that come meanwhile. */
    public void turn(Runnable reads) {
        turn(reads, Integer.MAX_VALUE);
    }

    /** A turn that runs so many tasks at most, as a busy lane does. */
    public void turn(Runnable reads, int mostTasks) {
        if (lanes.current() != null) {
            throw new AssertionError("a turn inside a turn");
        }
        lanes.current(this);
        turns++;
        try {
            reads.run();
            periodics.forEach(Periodic::runIfDue);
            for (int i = 0; i < mostTasks && !tasks.isEmpty(); i++) {
                tasks.remove().run();
            }
        } finally {
            try {
                endTurn();
            } finally {
                lanes.current(null);
            }
        }
    }

    /** Whether a turn would do anything. */
    public boolean isBusy() {
        return !tasks.isEmpty() || !isTurnEnded() || periodics.stream().anyMatch(Periodic::isDue);
    }

    /** How many turns there have been. */
    public int turns() {
        return turns;
    }

    /** Tasks that wait for a turn. */
    public int waitingTasks() {
        return tasks.size();
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean isCurrent() {
        return lanes.current() == this;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void atEndOfTurn(TurnEnd stage, Runnable task) {
        if (!isCurrent()) {
            throw new AssertionError("not on lane " + index);
        }
        turnEnds.get(stage).add(task);
    }

    @Override
    public void every(Duration period, Runnable task) {
        periodics.add(new Periodic(period.toNanos(), task));
    }

    @Override
    public void atEnd(Runnable task) {
        ends.add(task);
    }

    /** Runs what is to be run at its end. */
    public void end() {
        ends.forEach(Runnable::run);
    }

    @Override
    public LaneMemory memory() {
        return memory;
    }

    @Override
    public long nowNanos() {
        return lanes.nowNanos();
    }

    private void endTurn() {
        for (Queue<Runnable> stage = nextStage(); stage != null; stage = nextStage()) {
            stage.remove().run();
        }
    }

    private boolean isTurnEnded() {
        return nextStage() == null;
    }

    private Queue<Runnable> nextStage() {
        return turnEnds.values().stream()
                .filter(stage -> !stage.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private final class Periodic {
        private final long periodNanos;
        private final Runnable task;
        private long dueNanos;

        Periodic(long periodNanos, Runnable task) {
            this.periodNanos = periodNanos;
            this.task = task;
            this.dueNanos = nowNanos() + periodNanos;
        }

        boolean isDue() {
            return nowNanos() - dueNanos >= 0;
        }

        /** Never two runs closer than the period. */
        void runIfDue() {
            if (isDue()) {
                dueNanos = nowNanos() + periodNanos;
                task.run();
            }
        }
    }
}
