package dev.sluice.lane;

import java.time.Duration;

/**
 * One event loop. It works in turns: it reads what the sockets have, runs the tasks that were given to it, and then, before it
 * looks at the sockets again, finishes the turn.
 */
public interface Lane {
    /** What is put off to the end of a turn, in this order. */
    enum TurnEnd {
        /** Rooms hand what the turn brought them to their members. */
        DELIVER,

        /** What is meant for other lanes leaves. */
        DEPART,

        /** Sockets are flushed. */
        FLUSH,
        /** What the sockets have taken is let go. */
        SETTLE
    }

    /** Its number, from 0, in its {@link LaneGroup}. */
    int index();

    /** Whether the caller runs on it. */
    boolean isCurrent();

    /** Runs a task soon, behind all that were given before; drops it once the lane has ended. Any thread. */
    void execute(Runnable task);

    /** Runs a task once at the end of this turn. Only on the lane. */
    void atEndOfTurn(TurnEnd stage, Runnable task);

    /** Runs a task again and again until the lane ends, never two runs closer than the period. */
    void every(Duration period, Runnable task);

    /** Runs a task when the lane ends, behind everything else. Any thread. */
    void atEnd(Runnable task);

    /** What its clients may make it hold. Only on the lane. */
    LaneMemory memory();

    /** The lane's clock: only differences mean something. */
    long nowNanos();
}
