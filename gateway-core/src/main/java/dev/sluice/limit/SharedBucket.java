package dev.sluice.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A {@link TokenBucket} that sessions of several lanes spend from. Any thread; never waits. All that it has to know is one number, the
 * time at which what has been spent so far will have flowed in.
 */
final class SharedBucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Two seconds' worth. */
    private static final long BURST_NANOS = 2 * NANOS_PER_SECOND;

    /** A year, so that nothing overflows: no message is dearer. */
    private static final long LARGEST_PRICE_NANOS = 365L * 24 * 3600 * NANOS_PER_SECOND;

    /**
     * What many messages can pile up, beyond which only one that is dearer than that adds anything. Others have to wait for it, and whoever
     * comes back again and again would have them wait for hours; who owes so much by himself is hopeless.
     */
    private static final long LARGEST_PILE_NANOS = Quota.WINDOW_NANOS;

    private final int perSecond;
    private final AtomicLong paidNanos;

    /**
     * Full.
     *
     * @param perSecond tokens that flow in each second; 0: no limit
     * @param nowNanos a lane's clock, as always here; those of two lanes are the same
     */
    SharedBucket(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.paidNanos = new AtomicLong(nowNanos - BURST_NANOS);
    }

    /** Takes tokens that are spent already, on credit where there are too few; false if it has come to that. */
    boolean spend(long tokens, long nowNanos) {
        if (perSecond == 0) {
            return true;
        }
        long price = Math.min(LARGEST_PRICE_NANOS, tokens * NANOS_PER_SECOND / perSecond);
        while (true) {
            long before = paidNanos.get();
            long owed = Math.max(before - nowNanos, -BURST_NANOS);
            long after = nowNanos + Math.max(owed, Math.min(owed, LARGEST_PILE_NANOS) + price);
            if (paidNanos.compareAndSet(before, after)) {
                return after - nowNanos <= 0;
            }
        }
    }

    /** How long until what one second brings is there. */
    long nanosToOneSecond(long nowNanos) {
        return perSecond == 0 ? 0 : Math.max(0, paidNanos.get() - nowNanos + NANOS_PER_SECOND);
    }

    /** Whether it is as if nobody had ever spent anything. */
    boolean isFull(long nowNanos) {
        return perSecond == 0 || paidNanos.get() - nowNanos <= -BURST_NANOS;
    }
}
