package dev.sluice.session;

import dev.sluice.lane.DeadlineQueue;
import dev.sluice.limit.Quota;
import dev.sluice.metric.Label;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;

/**
 * Holds one client to its quota: whoever is over it is not read from until it is paid off, and closed with 4101 when that happens
 * again and again. Confined to the session's lane.
 */
final class Throttle {
    private final Session session;
    private final Quota quota;
    private final DeadlineQueue checks;
    private final LaneMeters meters;
    private boolean paused;

    /** @param checks how often to see whether a pause is over */
    Throttle(Session session, Quota quota, DeadlineQueue checks, LaneMeters meters) {
        this.session = session;
        this.quota = quota;
        this.checks = checks;
        this.meters = meters;
    }

    /** It is known whose session it is; false if the user has as many as he may. */
    boolean enter(String user) {
        return quota.enter(user, session.lane().nowNanos());
    }

    /** The session is over. */
    void end() {
        quota.leave(session.lane().nowNanos());
    }

    /** Counts a message; false if the client is over its quota with it. */
    boolean admits(int payloadBytes) {
        if (quota.spend(payloadBytes, session.readNanos())) {
            return true;
        }
        if (!paused) {
            paused = true;
            pause();
        } else if (quota.isHopeless(session.readNanos())) {
            session.close(CloseReason.RATE_LIMITED);
        }
        return false;
    }

    /** How long the client will not be read from. */
    long waitNanos() {
        return quota.waitNanos(session.readNanos());
    }

    private void pause() {
        if (quota.pause(session.readNanos())) {
            session.close(CloseReason.RATE_LIMITED);
            return;
        }
        meters.increment(MeterName.READING_PAUSES, labelOf(quota.whose(session.readNanos())));
        session.link().pauseReading();
        checks.start(session.readNanos(), this::check);
    }

    private static Label.Pause labelOf(Quota.Whose whose) {
        return switch (whose) {
            case CLIENT -> Label.Pause.QUOTA;
            case USER -> Label.Pause.USER_QUOTA;
            case ADDRESS -> Label.Pause.ADDRESS_QUOTA;
        };
    }

    private void check() {
        if (session.hasEnded()) {
            return;
        }
        long now = session.lane().nowNanos();
        if (quota.waitNanos(now) > 0) {
            checks.start(now, this::check);
        } else {
            paused = false;
            session.link().resumeReading();
        }
    }
}
