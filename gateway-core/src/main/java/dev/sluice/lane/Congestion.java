package dev.sluice.lane;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that one lane has sent to others and that they have not dealt with yet. Above the high mark the lane should bring no
 * more; those who wait are called back below the low mark. Confined to the lane, but for {@link #discharge}.
 */
final class Congestion {
    /** A hundred and twenty-eight of the largest default messages: far more than one turn brings, far less than a heap. */
    private static final long HIGH_BYTES = 8L * 1024 * 1024;

    private static final long LOW_BYTES = HIGH_BYTES / 2;

    private final Lane lane;
    private final AtomicLong inFlight = new AtomicLong();
    private final Runnable relieve = this::relieve;
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    /** Read by other lanes, so that they call back only when somebody waits. */
    private volatile boolean awaited;

    Congestion(Lane lane) {
        this.lane = lane;
    }

    boolean isHigh() {
        return inFlight.get() >= HIGH_BYTES;
    }

    void charge(long bytes) {
        inFlight.addAndGet(bytes);
    }

    /** Any lane. */
    void discharge(long bytes) {
        if (inFlight.addAndGet(-bytes) <= LOW_BYTES && awaited) {
            lane.execute(relieve);
        }
    }

    /** Calls back, once, when the level is low; at once if it is already. */
    void whenLow(Runnable action) {
        waiting.add(action);
        awaited = true;
        if (inFlight.get() <= LOW_BYTES) {
            relieve();
        }
    }

    private void relieve() {
        try {
            // Whoever is called back may bring the level up again; then the next discharge calls.
            while (!waiting.isEmpty() && inFlight.get() <= LOW_BYTES) {
                waiting.remove().run();
            }
        } finally {
            awaited = !waiting.isEmpty();
            if (awaited && inFlight.get() <= LOW_BYTES) {
                lane.execute(relieve); // one has failed; the others still get their turn
            }
        }
    }
}
