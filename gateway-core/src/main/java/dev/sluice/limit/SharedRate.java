package dev.sluice.limit;

import java.util.concurrent.atomic.AtomicLong;

/** Allows a steady rate to all lanes together, and a burst of one second of it. Any thread; never waits. */
public final class SharedRate {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long priceNanos;

    /** When everything that was taken will have been paid for. */
    private final AtomicLong paidNanos;

    /**
     * @param perSecond tokens that flow in each second; 0: no limit
     * @param nowNanos a lane's clock
     */
    public SharedRate(int perSecond, long nowNanos) {
        this.priceNanos = perSecond == 0 ? 0 : NANOS_PER_SECOND / perSecond;
        this.paidNanos = new AtomicLong(nowNanos);
    }

    /** Takes one token; false when there is none. */
    public boolean tryTake(long nowNanos) {
        if (priceNanos == 0) {
            return true;
        }
        while (true) {
            long paid = paidNanos.get();
            long next = (paid - nowNanos < 0 ? nowNanos : paid) + priceNanos;
            if (next - nowNanos > NANOS_PER_SECOND) {
                return false;
            }
            if (paidNanos.compareAndSet(paid, next)) {
                return true;
            }
        }
    }
}
