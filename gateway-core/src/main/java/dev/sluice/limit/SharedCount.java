package dev.sluice.limit;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is open against a limit, exactly, whoever asks at the same time. Any thread; never waits. */
public final class SharedCount {
    private final AtomicInteger open = new AtomicInteger();
    private final int most;

    /** @param most open at a time; 0: no limit */
    public SharedCount(int most) {
        this.most = most;
    }

    /** Counts one more; false if that would be too many. */
    public boolean tryTake() {
        int now = open.get();
        while (most == 0 || now < most) {
            if (open.compareAndSet(now, now + 1)) {
                return true;
            }
            now = open.get();
        }
        return false;
    }

    /** Gives one back that was taken. */
    public void giveBack() {
        open.decrementAndGet();
    }

    /** Whether the next one would be too many. */
    public boolean isFull() {
        return most > 0 && open.get() >= most;
    }

    /** How many are open. */
    public int open() {
        return open.get();
    }
}
