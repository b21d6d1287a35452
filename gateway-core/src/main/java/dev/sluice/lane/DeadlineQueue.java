package dev.sluice.lane;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines that all lie equally far ahead when they are set, so that a plain queue keeps them in order. Confined to a lane, whose
 * regular tick calls {@link #expire}.
 */
public final class DeadlineQueue {
    private final long delayNanos;
    private final Queue<Deadline> waiting = new ArrayDeque<>();

    /** A queue of deadlines this far ahead. */
    public DeadlineQueue(Duration delay) {
        this.delayNanos = delay.toNanos();
    }

    /** Runs an action when the time is over, unless it is cancelled before. */
    public Deadline start(long nowNanos, Runnable action) {
        Deadline deadline = new Deadline(nowNanos + delayNanos, action);
        waiting.add(deadline);
        return deadline;
    }

    /** Runs what is due. */
    public void expire(long nowNanos) {
        Deadline head = waiting.peek();
        while (head != null && (head.action == null || head.atNanos - nowNanos <= 0)) {
            waiting.remove();
            Runnable action = head.action;
            if (action != null) {
                head.cancel();
                action.run();
            }
            head = waiting.peek();
        }
    }

    /** One deadline; forgets its action as soon as it is cancelled. */
    public static final class Deadline {
        private final long atNanos;
        private @Nullable Runnable action;

        private Deadline(long atNanos, Runnable action) {
            this.atNanos = atNanos;
            this.action = action;
        }

        /** Takes it back. May be called again. */
        public void cancel() {
            action = null;
        }
    }
}
