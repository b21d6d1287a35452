package dev.sluice.limit;

/** What several sessions may send together. Any thread; never waits. */
final class SharedQuota {
    private final SharedBucket messages;
    private final SharedBucket bytes;

    /** Full at the beginning. */
    SharedQuota(Rate rate, long nowNanos) {
        this.messages = new SharedBucket(rate.messages(), nowNanos);
        this.bytes = new SharedBucket(rate.bytes(), nowNanos);
    }

    /** Spends a message; false if they are in debt by it. */
    boolean spend(int payloadBytes, long nowNanos) {
        boolean free = messages.spend(1, nowNanos);
        return bytes.spend(payloadBytes, nowNanos) && free;
    }

    /** How long they have to wait. */
    long waitNanos(long nowNanos) {
        return Math.max(messages.nanosToOneSecond(nowNanos), bytes.nanosToOneSecond(nowNanos));
    }

    /** Whether it is as good as a new one. */
    boolean isFull(long nowNanos) {
        return messages.isFull(nowNanos) && bytes.isFull(nowNanos);
    }
}
