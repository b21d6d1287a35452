package dev.sluice.transport.websocket;

import java.time.Duration;

/**
 * Finds a reader that leaves more unread than fits into its socket, and takes nothing of it: looked at once a second as long as that
 * lasts, so that a reader costs one entry in a queue however often it falls behind. Confined to the connection's lane.
 */
final class StallWatch {
    /** How long a reader may take nothing: as long as a dead client is waited for. */
    private static final long MOST_NANOS = Duration.ofSeconds(10).toNanos();

    /** The same while others are kept waiting by what lies here: a packet that was lost twice is there again by then. */
    private static final long MOST_IN_THE_WAY_NANOS = Duration.ofSeconds(2).toNanos();

    /** How long it may be behind, though it takes something, while others are kept waiting. */
    private static final long MOST_OVERLOADED_NANOS = Duration.ofSeconds(5).toNanos();

    /** A look that comes so long after the one before says little: the lane has stood still, and the reader may not have. */
    private static final long LATE_NANOS = Duration.ofSeconds(2).toNanos();

    private final LaneTransport lane;
    private final WebSocketLink link;
    private boolean behind;
    private boolean ended;
    private boolean watched;
    private boolean late;
    private long lookedNanos;
    private long behindSinceNanos;
    private long progress;
    private long progressNanos;

    StallWatch(LaneTransport lane, WebSocketLink link) {
        this.lane = lane;
        this.link = link;
    }

    /** More than the high-water mark waits, or less than the low one again. */
    void onWritability(boolean writable) {
        if (behind == !writable) {
            return;
        }
        behind = !writable;
        if (behind) {
            behindSinceNanos = lane.nowNanos();
            noteProgress(behindSinceNanos);
            watch(behindSinceNanos);
        }
    }

    /** The connection is gone: whoever looks again must not write to it. */
    void end() {
        ended = true;
    }

    private void watch(long nowNanos) {
        if (!watched) {
            watched = true;
            lookedNanos = nowNanos;
            lane.stalls().start(nowNanos, this::check);
        }
    }

    private void check() {
        watched = false;
        if (ended || !behind || !link.isOpen()) {
            return;
        }
        long now = lane.nowNanos();
        if (link.progress() > progress) {
            noteProgress(now);
        }
        late = !late && now - lookedNanos >= LATE_NANOS; // once in a row: a lane that is always late has to go on, too
        if (!late && isTooSlow(now - progressNanos, now - behindSinceNanos, lane.overloadedNanos(now))) {
            link.closeSlow();
        } else {
            watch(now);
        }
    }

    /**
     * Whether a reader has to go.
     *
     * @param stalledNanos since it took something
     * @param behindNanos since it fell behind
     * @param overloadedNanos since others have had to wait for readers; 0: none does
     */
    static boolean isTooSlow(long stalledNanos, long behindNanos, long overloadedNanos) {
        return stalledNanos >= MOST_NANOS
                || Math.min(stalledNanos, overloadedNanos) >= MOST_IN_THE_WAY_NANOS
                || Math.min(behindNanos, overloadedNanos) >= MOST_OVERLOADED_NANOS;
    }

    private void noteProgress(long nowNanos) {
        progress = link.progress();
        progressNanos = nowNanos;
    }
}
