package dev.sluice.fanout;

import dev.sluice.metric.Label;
import io.netty.buffer.ByteBuf;

/**
 * The last messages of a room, one for each collapse key and one of those that have none, while somebody who is behind has not got
 * them. What a member is missing is settled whenever it takes something: all that waits no longer is lost.
 */
final class LatestMessages extends Backlog {
    private final CollapsedMessages waiting = new CollapsedMessages();

    /** The number behind the last message. */
    private long end;

    /** The number of the first message of the batch that came last. */
    private long start;

    LatestMessages(Backlogs lane) {
        super(lane, Label.SlowConsumer.KEEP_LATEST, Label.Drop.KEEP_LATEST);
    }

    @Override
    void keep(ByteBuf frames, Marks messages, long nowNanos) {
        start = end;
        end += messages.size();
        waiting.forgetBefore(leastNext());
        for (int message : Survivors.of(messages, CollapsedMessages.MOST_MESSAGES)) {
            waiting.put(copy(frames, messages, message), messages.collapseKey(message));
        }
        waiting.trim(lane().mostBytes());
    }

    /** A copy: it may stay for long, and must not pin its batch. */
    private CollapsedMessages.Kept copy(ByteBuf frames, Marks messages, int message) {
        return new CollapsedMessages.Kept(
                lane().copy(frames, messages.start(message), messages.end(message)),
                messages.tally(message, message + 1),
                start + message,
                messages.owner(message));
    }

    @Override
    void enter(Laggard laggard) {
        laggard.next = start;
        laggard.settled = start;
    }

    @Override
    void onOwn(Laggard laggard, int messages) {
        laggard.settled += messages;
    }

    @Override
    boolean deliver(Laggard laggard, long nowNanos) {
        Outlet outlet = laggard.outlet();
        CollapsedMessages.Kept message = waiting.next(laggard.next, laggard.seat());
        while (message != null && !outlet.isBehind()) {
            laggard.next = message.number() + 1;
            laggard.settled++;
            outlet.deliverHeld(message.frame().retainedDuplicate(), message.tally());
            message = waiting.next(laggard.next, laggard.seat());
        }
        long left = waiting.count(laggard.next, laggard.seat());
        lose(laggard, waitingMessages(laggard) - left);
        laggard.settled = end - left;
        return left == 0;
    }

    @Override
    long waitingMessages(Laggard laggard) {
        return end - laggard.settled;
    }

    @Override
    long waitingBytes(Laggard laggard) {
        return waiting.bytes(laggard.next, laggard.seat());
    }

    @Override
    void exit(Laggard laggard) {
        laggard.next = end;
        laggard.settled = end;
    }

    @Override
    void clear() {
        waiting.clear();
    }
}
