package dev.sluice.fanout;

import org.jspecify.annotations.Nullable;

/** How far a member has got who is behind. There from the first message that waits for it until it has caught up. Confined to the lane. */
final class Laggard implements Waiter {
    private final Seat seat;
    private final Backlog backlog;

    /** The number of the next message for it. */
    long next;

    /** The batch with that message, or one that is gone. */
    @Nullable
    Held at;

    /** The last offset that it has got, or had before; -1: not known. */
    long offset;

    /** How many of its own messages, which it does not get back, are among those that it has been overtaken by. */
    int own;

    /** Where only the latest are kept: the numbers before it, however many are missing, are got, lost and counted, or its own. */
    long settled;

    /** Whether it has lost a message since it is behind. */
    boolean hasLost;

    Laggard(Seat seat, Backlog backlog) {
        this.seat = seat;
        this.backlog = backlog;
    }

    Seat seat() {
        return seat;
    }

    Outlet outlet() {
        return seat.outlet();
    }

    @Override
    public boolean onCaughtUp() {
        return backlog.onCaughtUp(this);
    }

    @Override
    public void discard() {
        backlog.discard(this);
    }

    @Override
    public long waitingBytes() {
        return backlog.waitingBytes(this);
    }
}
