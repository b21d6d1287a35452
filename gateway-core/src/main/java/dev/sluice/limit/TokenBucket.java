package dev.sluice.limit;

/**
 * Allows a steady rate and a burst of twice the rate. Owner: one lane. The bucket starts full, so a fresh client may burst.
 */
public final class TokenBucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int BURST_SECONDS = 2;

    /** A year: nobody waits for more. */
    private static final long LARGEST_DEBT_NANOS = 365L * 24 * 3600 * NANOS_PER_SECOND;

    private final int perSecond;
    private long availableNanos;
    private long lastNanos;

    /**
     * @param perSecond tokens that flow in each second; 0: no limit
     * @param nowNanos the lane's clock
     */
    public TokenBucket(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.availableNanos = BURST_SECONDS * NANOS_PER_SECOND;
        this.lastNanos = nowNanos;
    }

    /** Takes one token; false when there is none. */
    public boolean tryTake(long nowNanos) {
        if (perSecond == 0) {
            return true;
        }
        fill(nowNanos);
        long price = NANOS_PER_SECOND / perSecond;
        if (availableNanos < price) {
            return false;
        }
        availableNanos -= price;
        return true;
    }

    /** Takes tokens that are spent already, on credit where there are too few; false if it has come to that. */
    public boolean spend(long tokens, long nowNanos) {
        if (perSecond == 0) {
            return true;
        }
        fill(nowNanos);
        // No overflow: a message's bytes fit into an int, so that the debt is a few hundred years at most.
        availableNanos = Math.max(-LARGEST_DEBT_NANOS, availableNanos - tokens * NANOS_PER_SECOND / perSecond);
        return availableNanos >= 0;
    }

    /** How long until what one second brings is there. */
    public long nanosToOneSecond(long nowNanos) {
        if (perSecond == 0) {
            return 0;
        }
        fill(nowNanos);
        return Math.max(0, NANOS_PER_SECOND - availableNanos);
    }

    private void fill(long nowNanos) {
        long filled = availableNanos + Math.max(0, nowNanos - lastNanos);
        availableNanos = Math.min(filled, BURST_SECONDS * NANOS_PER_SECOND);
        lastNanos = nowNanos;
    }
}
