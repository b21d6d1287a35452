package dev.sluice.bench.load;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Allows the senders of one thread their messages, each at its time on the {@link Grid}. A sender whose connection is full sends
 * later what it has been allowed; the others do not wait for it. Confined to the thread.
 */
final class OpenLoop {
    private final LoadThread thread;
    private final Grid grid;
    private final List<Sender> senders;
    private int place;
    private long round;

    /**
     * @param senders those of the thread, by rising number
     */
    OpenLoop(LoadThread thread, Grid grid, List<Sender> senders) {
        this.thread = thread;
        this.grid = grid;
        this.senders = List.copyOf(senders);
    }

    /** Begins, and goes on until the grid is over. */
    void start() {
        for (Sender sender : senders) {
            sender.follow((message, now) -> grid.timeOf(sender.number(), message));
        }
        if (!senders.isEmpty()) {
            tick();
        }
    }

    private void tick() {
        long now = System.nanoTime();
        long next = grid.timeOf(senders.get(place).number(), round);
        while (next - now <= 0 && !grid.isOver(next)) {
            senders.get(place).allow(round + 1);
            if (++place == senders.size()) {
                place = 0;
                round++;
            }
            next = grid.timeOf(senders.get(place).number(), round);
        }
        if (!grid.isOver(next)) {
            thread.loop().schedule(this::tick, next - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }
}
