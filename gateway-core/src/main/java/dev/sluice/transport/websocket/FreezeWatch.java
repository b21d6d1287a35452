package dev.sluice.transport.websocket;

import dev.sluice.lane.OutboundBuffers;
import dev.sluice.session.Sessions;
import java.time.Duration;

/**
 * Sees to it that publishers who wait for readers go on. Readers that are each below the mark at which {@link StallWatch} looks at them
 * can together hold more than the lane may, for good. But once nobody who waits has gone on for some seconds, an honest reader has taken
 * all that there is for it; so those who leave much unread are told to go, and less and less counts as much. Confined to the lane.
 */
final class FreezeWatch {
    /** Readers who are behind by more than the mark have been told to go by then. */
    private static final long MOST_NANOS = Duration.ofSeconds(6).toNanos();

    private static final int MOST_ROUNDS = Long.SIZE - 2;

    private final OutboundBuffers outbound;
    private final Sessions sessions;
    private long reliefs;
    private long sinceNanos;

    /** How often readers have been told to go without effect. */
    private int rounds;

    FreezeWatch(OutboundBuffers outbound, Sessions sessions) {
        this.outbound = outbound;
        this.sessions = sessions;
    }

    /** To be called regularly. */
    void tick(long nowNanos) {
        if (!outbound.isAwaited() || outbound.reliefs() != reliefs) {
            reliefs = outbound.reliefs();
            sinceNanos = nowNanos;
            rounds = 0;
        } else if (nowNanos - sinceNanos >= MOST_NANOS) {
            sinceNanos = nowNanos; // they may take some seconds to go
            rounds = Math.min(rounds + 1, MOST_ROUNDS);
            // Half of it at first: a buffer may be twice as large as what it holds.
            sessions.closeHoarders(outbound.lowBytes() >> rounds);
        }
    }
}
