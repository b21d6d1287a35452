package dev.sluice.fanout;

import dev.sluice.metric.Label;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What members of one room, on one lane and in one wire format, have not got because they are behind: kept once for all of them, in
 * its batches, and only while there is one. Members who are not behind get their buffer as in any other room. Confined to the lane.
 * Holds a reference to what it keeps.
 */
abstract class Backlog {
    private final Backlogs lane;
    private final Label.SlowConsumer policy;
    private final Label.Drop reason;
    private final Map<Seat, Laggard> laggards = new HashMap<>();

    /** Those of this turn's batch; null between two batches, so that a silent room costs little. */
    private @Nullable Marks marks;

    /** The last offset before the batch that is being delivered; 0: none seen. */
    private long lastOffset;

    /** Whether the batch that is being delivered is kept, because somebody waits for it. */
    private boolean kept;

    Backlog(Backlogs lane, Label.SlowConsumer policy, Label.Drop reason) {
        this.lane = lane;
        this.policy = policy;
        this.reason = reason;
    }

    /** Notes the next message of this turn's batch; see {@link Marks#add}. */
    final void mark(int end, boolean binary, long offset, @Nullable Seat owner, @Nullable String collapseKey) {
        if (marks == null) {
            marks = lane.takeMarks();
        }
        marks.add(end, binary, offset, owner, policy == Label.SlowConsumer.KEEP_LATEST ? collapseKey : null);
    }

    /** Begins to deliver this turn's batch. */
    final void begin(ByteBuf all) {
        if (!laggards.isEmpty()) {
            keep(all);
        }
    }

    /** Hands a member the batch, or keeps it for the member. */
    final void serve(Seat seat, ByteBuf all, Tally count, @Nullable OwnFrames exceptions) {
        Tally own = seat.own;
        seat.own = Tally.NONE;
        Laggard laggard = laggardOf(seat);
        if (laggard == null && seat.outlet().isBehind()) {
            keep(all);
            laggard = new Laggard(seat, this);
            laggard.offset = offsetBeforeBatch();
            enter(laggard);
            laggards.put(seat, laggard);
            seat.outlet().addWaiter(laggard);
        }
        if (laggard != null) {
            onOwn(laggard, own.messages());
        } else if (own.messages() == 0) {
            seat.outlet().deliverHeld(all.retainedDuplicate(), count);
        } else if (exceptions != null && count.messages() > own.messages()) {
            seat.outlet().deliverHeld(exceptions.others(seat, all, lane.outbound()), count.minus(own));
        }
    }

    /** The batch has been delivered. */
    final void end() {
        Marks delivered = batchMarks();
        lastOffset = delivered.lastOffset(delivered.size(), lastOffset);
        if (!kept) {
            lane.giveBack(delivered);
        }
        marks = null;
        kept = false;
    }

    /** Serves a member; true if nothing waits for it any more. */
    final boolean onCaughtUp(Laggard laggard) {
        boolean done = deliver(laggard, lane.nowNanos());
        if (done) {
            leave(laggard);
        }
        return done;
    }

    /** A member leaves the room. */
    final void onLeave(Seat seat) {
        Laggard laggard = laggardOf(seat);
        if (laggard != null) {
            seat.outlet().removeWaiter(laggard);
            discard(laggard);
        }
    }

    /** A member will get nothing more. */
    final void discard(Laggard laggard) {
        lane.countDropped(Label.Drop.CLOSING, waitingMessages(laggard));
        leave(laggard);
    }

    /** A member has lost so many messages, perhaps none. */
    final void lose(Laggard laggard, long messages) {
        if (messages == 0) {
            return;
        }
        lane.countDropped(reason, messages);
        if (!laggard.hasLost) {
            laggard.hasLost = true;
            lane.countLaggard(policy);
        }
    }

    /** A member who is behind; null if it is not. */
    final @Nullable Laggard laggardOf(Seat seat) {
        return laggards.isEmpty() ? null : laggards.get(seat);
    }

    /** The number of the first message that somebody who is behind may not have got; the largest there is if nobody is. */
    final long leastNext() {
        long least = Long.MAX_VALUE;
        for (Laggard laggard : laggards.values()) {
            least = Math.min(least, laggard.next);
        }
        return least;
    }

    final Backlogs lane() {
        return lane;
    }

    /** Keeps a batch behind what there is, and drops what is too much. */
    abstract void keep(ByteBuf frames, Marks messages, long nowNanos);

    /** A member stands before the batch that was kept last. */
    abstract void enter(Laggard laggard);

    /** So many messages of the batch that was kept last are the member's own. */
    abstract void onOwn(Laggard laggard, int messages);

    /** Hands a member what there is for it until it is behind; true if that was all. */
    abstract boolean deliver(Laggard laggard, long nowNanos);

    /** How many messages a member has not got, those that are gone included. */
    abstract long waitingMessages(Laggard laggard);

    /** Bytes that a member may still get. */
    abstract long waitingBytes(Laggard laggard);

    /** A member goes. */
    abstract void exit(Laggard laggard);

    /** Lets everything go: nobody waits any more. */
    abstract void clear();

    private void keep(ByteBuf all) {
        if (!kept) {
            kept = true;
            keep(all, batchMarks(), lane.nowNanos());
        }
    }

    private long offsetBeforeBatch() {
        long first = batchMarks().firstOffset();
        if (first > 0) {
            return first - 1;
        }
        return lastOffset > 0 ? lastOffset : -1;
    }

    private Marks batchMarks() {
        if (marks == null) {
            throw new IllegalStateException("a batch without messages");
        }
        return marks;
    }

    private void leave(Laggard laggard) {
        exit(laggard);
        laggards.remove(laggard.seat());
        if (laggards.isEmpty()) {
            clear();
            kept = false;
        }
    }
}
