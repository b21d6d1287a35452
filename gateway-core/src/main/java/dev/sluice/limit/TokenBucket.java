package dev.sluice.limit;

/**
 * Allows a steady rate and a burst of twice the rate. Owner: one lane. The bucket starts full, so a fresh client may burst.
 */
public final class TokenBucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int BURST_SECONDS = 2;

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
        long filled = availableNanos + Math.max(0, nowNanos - lastNanos);
        availableNanos = Math.min(filled, BURST_SECONDS * NANOS_PER_SECOND);
        lastNanos = nowNanos;
        long price = NANOS_PER_SECOND / perSecond;
        if (availableNanos < price) {
            return false;
        }
        availableNanos -= price;
        return true;
    }
}
