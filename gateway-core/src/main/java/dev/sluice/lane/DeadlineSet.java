package dev.sluice.lane;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * Deadlines that lie differently far ahead. One that is cancelled is gone at once, however far ahead it lay. Confined to a lane, whose
 * regular tick calls {@link #expire}.
 */
public final class DeadlineSet {
    private final TreeSet<Deadline> waiting = new TreeSet<>(Comparator.naturalOrder());
    private long lastNumber;

    /**
     * Runs an action at a time, unless it is cancelled before.
     *
     * @param atNanos on the lane's clock, at most a century ahead
     */
    public Deadline start(long atNanos, Runnable action) {
        Deadline deadline = new Deadline(this, atNanos, ++lastNumber, action);
        waiting.add(deadline);
        return deadline;
    }

    /** Runs what is due. */
    public void expire(long nowNanos) {
        while (!waiting.isEmpty() && waiting.first().atNanos - nowNanos <= 0) {
            Deadline due = waiting.first();
            waiting.remove(due);
            due.action.run();
        }
    }

    /** How many there are. */
    public int size() {
        return waiting.size();
    }

    /** One deadline. */
    public static final class Deadline implements Comparable<Deadline> {
        private final DeadlineSet of;
        private final long atNanos;

        /** Tells two of one time apart. */
        private final long number;

        private final Runnable action;

        private Deadline(DeadlineSet of, long atNanos, long number, Runnable action) {
            this.of = of;
            this.atNanos = atNanos;
            this.number = number;
            this.action = action;
        }

        /** Takes it back. May be called again. */
        public void cancel() {
            of.waiting.remove(this);
        }

        /** By time; the clock may overflow, so that only a difference means something. */
        @Override
        public int compareTo(Deadline other) {
            long later = atNanos - other.atNanos;
            return later == 0 ? Long.compare(number, other.number) : Long.signum(later);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }
}
