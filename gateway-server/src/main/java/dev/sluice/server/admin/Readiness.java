package dev.sluice.server.admin;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** Whether a balancer should send new clients here. Any thread. */
public final class Readiness {
    /** Why, or why not. */
    public enum State {
        STARTING,
        READY,
        DRAINING;

        /** The word on the wire. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);

    /** The state now. */
    public State state() {
        return state.get();
    }

    /** Changes the state. */
    public void become(State next) {
        state.set(next);
    }
}
