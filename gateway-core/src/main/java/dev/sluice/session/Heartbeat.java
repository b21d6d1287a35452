package dev.sluice.session;

/** Whether one client is still there. Every ping asks; any byte answers. Confined to the session's lane. */
final class Heartbeat {
    /** The session's slice of the sweep; there are a few hundred at most. */
    short slice;

    /** Where it stands in that slice. */
    int index;

    /** Pings so far, by which its age is known well enough. */
    int pings;

    private boolean heard;
    private boolean waiting;
    private long pingNanos;
    private long progressAtPing;
    private int readingSwitchesAtPing;

    void onRead() {
        heard = true;
    }

    /** The time from ping to pong, or -1 if the number is not that of the last ping. */
    long onPong(long number, long nowNanos) {
        if (!waiting || number != pingNanos) {
            return -1;
        }
        waiting = false;
        return nowNanos - pingNanos;
    }

    /** A ping goes out that carries the time as its number. */
    void onPing(long nowNanos, Link link) {
        heard = false;
        waiting = true;
        pingNanos = nowNanos;
        progressAtPing = link.progress();
        readingSwitchesAtPing = link.readingSwitches();
    }

    /** Whether there has been a sign of life since the last ping, so that another one may ask again. */
    boolean mayPing(Link link) {
        return !isUnanswered() || hasTakenBytesUnheard(link);
    }

    /** Whether its last ping went out by then, and there has been no sign of life since. */
    boolean isUnansweredSince(long thenNanos, Link link) {
        return isUnanswered() && pingNanos - thenNanos <= 0 && !hasTakenBytesUnheard(link);
    }

    private boolean isUnanswered() {
        return waiting && !heard;
    }

    /** We have not read all the time, so the pong may lie in the socket; but a client that takes bytes is alive. */
    private boolean hasTakenBytesUnheard(Link link) {
        boolean unheard = link.isReadingPaused() || link.readingSwitches() != readingSwitchesAtPing;
        return unheard && link.progress() > progressAtPing;
    }
}
