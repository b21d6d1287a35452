package dev.sluice.session;

import java.time.Duration;

/**
 * How fast a gateway that is about to stop lets its clients go: evenly over a time, so that they come back elsewhere one after the other
 * and not all at once; never more than so many a second, whatever that takes; and at least ten a second, for few of them are no herd.
 *
 * @param window the time
 * @param perSecond clients a second at most, at least 1
 */
public record DrainPlan(Duration window, int perSecond) {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long LEAST_PER_SECOND = 10;

    /** Throws {@link IllegalArgumentException} for a negative time, or a rate of nothing. */
    public DrainPlan {
        if (window.isNegative() || perSecond < 1) {
            throw new IllegalArgumentException(
                    "a drain takes some time and lets somebody go, not " + window + ", " + perSecond);
        }
    }

    /** How long it takes to let so many clients go. */
    public Duration timeFor(long clients) {
        long even = Math.min(window.toNanos() / Math.max(1, clients), NANOS_PER_SECOND / LEAST_PER_SECOND);
        return Duration.ofNanos(Math.max(even, NANOS_PER_SECOND / perSecond) * clients);
    }
}
