package dev.sluice.server.admin;

import java.util.Locale;

/** Whether a balancer should send new clients here. Any thread. */
public final class Readiness {
    /** Why, or why not. */
    public enum State {
        STARTING,
        READY,
        OVERLOADED,
        DRAINING;

        /** The word on the wire. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private volatile State state = State.STARTING;
    private volatile boolean watched;

    /** The state now. */
    public State state() {
        return state;
    }

    /** Somebody has asked. */
    void asked() {
        watched = true;
    }

    /** Whether anybody has ever asked: a balancer, which would go on sending clients until it has asked again. */
    public boolean isWatched() {
        return watched;
    }

    /** Changes the state. */
    public void become(State next) {
        state = next;
    }
}
