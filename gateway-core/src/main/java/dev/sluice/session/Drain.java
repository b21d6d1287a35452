package dev.sluice.session;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Lets the sessions of one lane go, one after the other, in no order that anybody knows. Confined to the lane. */
final class Drain {
    /** Told in one turn that they will have to go: a millisecond or two of the lane. */
    private static final int TOLD_AT_ONCE = 1024;

    private final List<Session> sessions;
    private final long nanosEach;
    private final long firstNanos;
    private int told;
    private int closed;

    /**
     * @param nanosEach from one session to the next
     * @param firstNanos when the first has to go
     */
    Drain(List<Session> sessions, long nanosEach, long firstNanos, RandomGenerator randomness) {
        Collections.shuffle(sessions, new Random(randomness.nextLong()));
        this.sessions = sessions;
        this.nanosEach = nanosEach;
        this.firstNanos = firstNanos;
    }

    /** Tells some more that they will have to go, and closes those whose time has come. */
    void tick(long nowNanos) {
        int upTo = Math.min(sessions.size(), told + TOLD_AT_ONCE);
        for (; told < upTo; told++) {
            Session session = sessions.get(told);
            if (!session.hasEnded()) {
                session.onGoaway(Duration.ofNanos(Math.max(0, dueNanos(told) - nowNanos)));
            }
        }
        for (; closed < sessions.size() && dueNanos(closed) - nowNanos <= 0; closed++) {
            Session session = sessions.get(closed);
            if (!session.hasEnded()) {
                session.close(CloseReason.RESTART);
            }
        }
    }

    private long dueNanos(int session) {
        return firstNanos + session * nanosEach;
    }
}
