package dev.sluice.bench.grow;

import dev.sluice.lane.Lane;
import dev.sluice.lane.LaneMemory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;

/** A lane that is alone, and whose turns its owner runs. Confined to the owner's thread. */
final class HandLane implements Lane {
    /** More than anything here holds. */
    private static final long MEMORY_BYTES = 1L << 40;

    private final Map<TurnEnd, Queue<Runnable>> ends = new EnumMap<>(TurnEnd.class);
    private final LaneMemory memory = LaneMemory.of(this, MEMORY_BYTES);

    /** What the sockets would bring, and what a turn does then. */
    void turn(Runnable reads) {
        reads.run();
        for (Queue<Runnable> stage : ends.values()) {
            for (Runnable task = stage.poll(); task != null; task = stage.poll()) {
                task.run();
            }
        }
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        throw new UnsupportedOperationException("there is nobody to run it");
    }

    @Override
    public void atEndOfTurn(TurnEnd stage, Runnable task) {
        ends.computeIfAbsent(stage, unused -> new ArrayDeque<>()).add(task);
    }

    @Override
    public void every(Duration period, Runnable task) {
        throw new UnsupportedOperationException("no time passes here");
    }

    @Override
    public void atEnd(Runnable task) {
        // it never ends
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
