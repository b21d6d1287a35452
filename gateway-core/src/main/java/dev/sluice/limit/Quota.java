package dev.sluice.limit;

import java.time.Duration;

/**
 * What one client may send: messages and bytes a second, with a burst of two seconds' worth. What it has sent beyond is a debt, and
 * it has to wait until the debt is paid and a second's worth is there; so a pause lasts a second at least. Owner: one lane.
 *
 * <p>A client that sends up to a tenth more than it may needs ten seconds to use up what a pause has brought, so that it is slowed
 * down and nothing else. Whoever is paused a third time within ten seconds goes on at half as much again, and is incorrigible.
 */
public final class Quota {
    private static final int MOST_PAUSES = 3;
    private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

    private final TokenBucket messages;
    private final TokenBucket bytes;

    /** When the last pauses began, the oldest first. */
    private final long[] pauses = new long[MOST_PAUSES];

    private int pausesSoFar;

    /** Full at the beginning. */
    public Quota(Limits limits, long nowNanos) {
        this.messages = new TokenBucket(limits.messagesPerSecond(), nowNanos);
        this.bytes = new TokenBucket(limits.bytesPerSecond(), nowNanos);
    }

    /** Whether these limits ask for one. */
    public static boolean isAskedFor(Limits limits) {
        return limits.messagesPerSecond() > 0 || limits.bytesPerSecond() > 0;
    }

    /** Spends a message; false if the client is in debt by it. */
    public boolean spend(int payloadBytes, long nowNanos) {
        return messages.spend(1, nowNanos) & bytes.spend(payloadBytes, nowNanos);
    }

    /** How long the client has to wait. */
    public long waitNanos(long nowNanos) {
        return Math.max(messages.nanosToOneSecond(nowNanos), bytes.nanosToOneSecond(nowNanos));
    }

    /** Notes a pause; true if there have been too many of late. */
    public boolean pause(long nowNanos) {
        System.arraycopy(pauses, 1, pauses, 0, MOST_PAUSES - 1);
        pauses[MOST_PAUSES - 1] = nowNanos;
        return ++pausesSoFar >= MOST_PAUSES && nowNanos - pauses[0] < WINDOW_NANOS;
    }
}
