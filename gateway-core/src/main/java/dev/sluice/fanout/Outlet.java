package dev.sluice.fanout;

import io.netty.buffer.ByteBuf;

/** One connection's way out, used on its own lane only. While it is served it may give up its own seats, but nobody else's. */
public interface Outlet {
    /**
     * Takes whole encoded frames, to be written in order and flushed at the end of the turn.
     *
     * @param frames owned by the outlet from here on, also when it drops them
     * @param tally how many messages they hold
     */
    void deliver(ByteBuf frames, Tally tally);

    /** The same from a room that asks {@link #isBehind} before, so that nobody is cut off for what it hands over. */
    default void deliverHeld(ByteBuf frames, Tally tally) {
        deliver(frames, tally);
    }

    /** Flushes now what has been delivered, because this turn is not expected to bring more. */
    default void flushEarly() {}

    /** Whether the client has left so much unread that what may be dropped should wait, and not be delivered. */
    default boolean isBehind() {
        return false;
    }

    /** Calls a waiter, as often as it takes, once the client is not behind any more. */
    default void addWaiter(Waiter waiter) {
        throw new IllegalStateException("nobody waits for who is never behind");
    }

    /** Forgets a waiter. */
    default void removeWaiter(Waiter waiter) {}

    /**
     * Calls back once the client's side has taken all that has been delivered; never if the connection ends before. Where nobody can
     * tell, at once.
     */
    default void whenTaken(Runnable action) {
        action.run();
    }

    /** The client takes too little of what is sent to it: counts that, and ends the connection. */
    default void closeSlow() {}

    /** What this outlet's client understands. */
    WireFormat format();
}
