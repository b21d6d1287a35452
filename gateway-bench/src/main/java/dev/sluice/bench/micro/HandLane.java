package dev.sluice.bench.micro;

import dev.sluice.lane.Lane;
import dev.sluice.lane.LaneMemory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A lane without an event loop: the benchmark's own thread runs its turns, in the order of a real one. */
final class HandLane implements Lane {
    private static final long MEMORY_BYTES = 1L << 40;

    private final int index;
    private final LaneMemory memory;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Queue<Runnable>> stages = new ArrayList<>();

    HandLane(int index) {
        this.index = index;
        this.memory = LaneMemory.of(this, MEMORY_BYTES);
        for (int stage = 0; stage < TurnEnd.values().length; stage++) {
            stages.add(new ArrayDeque<>());
        }
    }

    /** Runs the tasks that other lanes have sent, and then what was put off to the end of the turn. */
    void turn() {
        runAll(tasks);
        for (int stage = 0; stage < stages.size(); stage++) {
            runAll(stages.get(stage));
        }
    }

    private static void runAll(Queue<Runnable> tasks) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    @SuppressWarnings("EnumOrdinal") // the queues are made from the same enum
    public void atEndOfTurn(TurnEnd stage, Runnable task) {
        stages.get(stage.ordinal()).add(task);
    }

    @Override
    public void every(Duration period, Runnable task) {
        throw new UnsupportedOperationException("no time passes here");
    }

    @Override
    public void atEnd(Runnable task) {
        throw new UnsupportedOperationException("it never ends");
    }

    @Override
    public LaneMemory memory() {
        return memory;
    }

    @Override
    public long nowNanos() {
        return System.nanoTime();
    }
}
