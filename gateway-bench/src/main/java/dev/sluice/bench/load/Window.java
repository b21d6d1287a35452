package dev.sluice.bench.load;

/**
 * The time that is measured, on the clock of {@link System#nanoTime}.
 *
 * @param startNanos when the traffic begins, with the warm-up
 * @param fromNanos when the warm-up ends
 * @param toNanos when the traffic ends
 */
record Window(long startNanos, long fromNanos, long toNanos) {
    /** Whether a time is measured. */
    boolean contains(long nanos) {
        return nanos - fromNanos >= 0 && nanos - toNanos < 0;
    }

    /** The measured seconds. */
    double seconds() {
        return (toNanos - fromNanos) / 1e9;
    }
}
