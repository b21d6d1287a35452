package dev.sluice.session;

import dev.sluice.message.SessionId;
import java.time.Duration;

/**
 * How old sessions may become, so that a server that joins the others gets its share of clients: counted in pings, which every session
 * gets once an interval. Those that came together do not go together: each lasts a tenth more or less, by its name.
 */
final class Age {
    private static final int STEPS = 1001;
    private static final double SPREAD = 0.2;

    private final double pings;

    /** @param most zero: as old as they like */
    Age(Duration most, Duration pingInterval) {
        this.pings = (double) most.toNanos() / pingInterval.toNanos();
    }

    /** The ping with which a session has to go; 0: none. */
    int lastPing(SessionId session) {
        if (pings == 0) {
            return 0;
        }
        double part = Math.floorMod(session.high(), STEPS) / (STEPS - 1.0);
        return (int) Math.max(1, Math.round(pings * (1 - SPREAD / 2 + SPREAD * part)));
    }
}
