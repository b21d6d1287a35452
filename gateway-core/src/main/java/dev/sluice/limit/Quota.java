package dev.sluice.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one client may send, by itself and together with others: messages and bytes a second, with a burst of two seconds' worth. What it
 * has sent beyond is a debt, and it has to wait until the debt is paid and a second's worth is there; so a pause lasts a second at
 * least. Owner: one lane.
 *
 * <p>A pause brings as much as it lasts, so a client that had sent too much once is through with it, while one that sends too much all
 * the time has as much more waiting when the pause ends, and is paused again at once. Two pauses within ten seconds are forgiven, the
 * third is one too many; so is a debt of more than ten seconds, which only a flood makes in the one read that is still looked at.
 */
public final class Quota {
    /** Who may not send more. */
    public enum Whose {
        CLIENT,
        USER,
        ADDRESS
    }

    private static final int MOST_PAUSES = 3;
    static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

    private final TokenBucket messages;
    private final TokenBucket bytes;

    /** What it shares with other clients; null where it shares nothing. */
    private final SharedLimits.@Nullable Share share;

    /** When the last pauses began, the oldest first. */
    private final long[] pauses = new long[MOST_PAUSES];

    private int pausesSoFar;

    /**
     * Full at the beginning, but for what is shared.
     *
     * @param share the client's part in what several may send together, or null
     */
    public Quota(Limits limits, SharedLimits.@Nullable Share share, long nowNanos) {
        this.share = share;
        this.messages = new TokenBucket(limits.messagesPerSecond(), nowNanos);
        this.bytes = new TokenBucket(limits.bytesPerSecond(), nowNanos);
    }

    /** Whether these limits ask for one of a client alone. */
    public static boolean isAskedFor(Limits limits) {
        return limits.messagesPerSecond() > 0 || limits.bytesPerSecond() > 0;
    }

    /** It is known whose session it is; false if the user has as many as he may. */
    public boolean enter(String user, long nowNanos) {
        return share == null || share.enter(user, nowNanos);
    }

    /** The session is over. */
    public void leave(long nowNanos) {
        if (share != null) {
            share.leave(nowNanos);
        }
    }

    /** Spends a message; false if the client is in debt by it. */
    public boolean spend(int payloadBytes, long nowNanos) {
        boolean free = messages.spend(1, nowNanos);
        boolean sharedFree = share == null || share.spend(payloadBytes, nowNanos);
        return bytes.spend(payloadBytes, nowNanos) && free && sharedFree;
    }

    /** How long the client has to wait. */
    public long waitNanos(long nowNanos) {
        long own = ownWaitNanos(nowNanos);
        return share == null
                ? own
                : Math.max(own, Math.max(share.userWaitNanos(nowNanos), share.addressWaitNanos(nowNanos)));
    }

    /** Whose quota it is that the client has to wait for. */
    public Whose whose(long nowNanos) {
        long wait = waitNanos(nowNanos);
        if (share == null || ownWaitNanos(nowNanos) == wait) {
            return Whose.CLIENT;
        }
        return share.userWaitNanos(nowNanos) == wait ? Whose.USER : Whose.ADDRESS;
    }

    private long ownWaitNanos(long nowNanos) {
        return Math.max(messages.nanosToOneSecond(nowNanos), bytes.nanosToOneSecond(nowNanos));
    }

    /** Whether the client owes more than is waited for. */
    public boolean isHopeless(long nowNanos) {
        return waitNanos(nowNanos) > WINDOW_NANOS;
    }

    /** Notes a pause; true if there have been too many of late. */
    public boolean pause(long nowNanos) {
        System.arraycopy(pauses, 1, pauses, 0, MOST_PAUSES - 1);
        pauses[MOST_PAUSES - 1] = nowNanos;
        return ++pausesSoFar >= MOST_PAUSES && nowNanos - pauses[0] < WINDOW_NANOS;
    }
}
