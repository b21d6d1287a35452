package dev.sluice.bench.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What one thread counts and times. Confined to that thread; others get a {@link Tally} of it. */
@SuppressWarnings("EnumOrdinal") // indexes an array that is made here
final class Recorder {
    /** Far below what a loopback takes. */
    private static final long LOWEST_NANOS = 1_000;

    /** Longer than any run that somebody waits for; a higher value is recorded as this one. */
    private static final long HIGHEST_NANOS = 3_600_000_000_000L;

    private static final int DIGITS = 3;

    /** Kinds of errors that are told apart; what a peer writes into its close reasons must not fill our memory. */
    private static final int MOST_KINDS = 50;

    private final long[] counts = new long[Count.values().length];
    private final Histogram latency = newHistogram();
    private final Histogram sendDelay = newHistogram();
    private final Map<String, Long> errors = new TreeMap<>();
    private @Nullable Window window;

    static Histogram newHistogram() {
        return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
    }

    /** Says which time is measured; nothing was until now. */
    void measure(Window measured) {
        window = measured;
    }

    void add(Count count, long number) {
        counts[count.ordinal()] += number;
    }

    void increment(Count count) {
        counts[count.ordinal()]++;
    }

    /** Counts under one name if the time is measured. */
    void addMeasured(Count count, long number, long nowNanos) {
        if (window != null && window.contains(nowNanos)) {
            counts[count.ordinal()] += number;
        }
    }

    /** A message of ours went out; it is measured by the time at which it should have. */
    void sent(long intendedNanos) {
        increment(Count.SENT);
        if (window != null && window.contains(intendedNanos)) {
            increment(Count.MEASURED_SENT);
        }
    }

    /** A message of an open loop went out at its time or later; in a closed loop every time is the right one. */
    void sentLate(long intendedNanos, long nowNanos) {
        if (window != null && window.contains(intendedNanos)) {
            record(sendDelay, nowNanos - intendedNanos);
        }
    }

    /** A message of ours came in; the time since it should have been sent is its latency. */
    void received(long intendedNanos, long nowNanos) {
        increment(Count.RECEIVED);
        if (window == null) {
            return;
        }
        if (window.contains(nowNanos)) {
            increment(Count.MEASURED_RECEIVED);
        }
        if (window.contains(intendedNanos)) {
            record(latency, nowNanos - intendedNanos);
        }
    }

    /** A connection opened. */
    void opened(long nowNanos) {
        increment(Count.OPENED);
        addMeasured(Count.MEASURED_OPENED, 1, nowNanos);
    }

    /** A time that a scenario measures in place of a message's. */
    void timed(long startedNanos, long nowNanos) {
        if (window != null && window.contains(startedNanos)) {
            record(latency, nowNanos - startedNanos);
        }
    }

    /** Something went wrong, of this kind. */
    void error(String kind) {
        errors.merge(errors.size() < MOST_KINDS || errors.containsKey(kind) ? kind : "others", 1L, Long::sum);
    }

    /** A copy of everything so far. */
    Tally tally() {
        return new Tally(counts.clone(), latency.copy(), sendDelay.copy(), new TreeMap<>(errors));
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(Math.max(nanos, 0), HIGHEST_NANOS));
    }
}
