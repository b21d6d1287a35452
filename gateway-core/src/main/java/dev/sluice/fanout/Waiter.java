package dev.sluice.fanout;

/** One room's messages that wait above an outlet, because its client is behind. Used on the outlet's lane only. */
public interface Waiter {
    /** The client is not behind any more: hands over what waits until it is again. Returns whether nothing waits any more. */
    boolean onCaughtUp();

    /** Gives up what waits, because nothing can be sent any more. The outlet has forgotten it already. */
    void discard();

    /** Bytes that wait. Other clients may wait for the same ones. */
    long waitingBytes();
}
