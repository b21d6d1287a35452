package dev.sluice.fanout;

import dev.sluice.metric.Label;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The last message of a room, while somebody who is behind has not got it; and the last one of another publisher, for that
 * message's own, who does not get it back. A copy: it may stay for long, and must not pin its batch.
 */
final class LatestMessage extends Backlog {
    private @Nullable Kept latest;
    private @Nullable Kept other;

    /** The number behind the last message. */
    private long end;

    /** The number of the first message of the batch that came last. */
    private long start;

    LatestMessage(Backlogs lane) {
        super(lane, Label.SlowConsumer.KEEP_LATEST, Label.Drop.KEEP_LATEST);
    }

    /** One message, by its number. */
    private record Kept(
            ByteBuf frame,
            Tally tally,
            long number,
            @Nullable Seat owner) {}

    @Override
    void keep(ByteBuf frames, Marks messages, long nowNanos) {
        start = end;
        end += messages.size();
        int last = messages.lastPublication(messages.size());
        if (last < 0) {
            return; // an event never takes the place of what was published
        }
        Kept newest = copy(frames, messages, last);
        Kept beside = newest.owner() == null ? null : ofAnother(newest.owner(), frames, messages);
        clear();
        latest = newest;
        other = beside;
    }

    /** The last message that is not this publisher's, perhaps one that is kept already. */
    private @Nullable Kept ofAnother(Seat owner, ByteBuf frames, Marks messages) {
        for (int i = messages.lastPublication(messages.size()); i >= 0; i = messages.lastPublication(i)) {
            if (messages.owner(i) != owner) {
                return copy(frames, messages, i);
            }
        }
        Kept kept = latest == null || latest.owner() != owner ? latest : other;
        if (kept != null) {
            kept.frame().retain();
        }
        return kept;
    }

    private Kept copy(ByteBuf frames, Marks messages, int message) {
        return new Kept(
                lane().copy(frames, messages.start(message), messages.end(message)),
                messages.tally(message, message + 1),
                start + message,
                messages.owner(message));
    }

    @Override
    void enter(Laggard laggard) {
        laggard.next = start;
    }

    @Override
    void onOwn(Laggard laggard, int messages) {
        laggard.own += messages;
    }

    @Override
    boolean deliver(Laggard laggard, long nowNanos) {
        Kept message = messageFor(laggard);
        lose(laggard, waitingMessages(laggard) - (message == null ? 0 : 1));
        if (message != null) {
            laggard.outlet().deliverHeld(message.frame().retainedDuplicate(), message.tally());
        }
        return true;
    }

    @Override
    long waitingMessages(Laggard laggard) {
        return end - laggard.next - laggard.own;
    }

    @Override
    long waitingBytes(Laggard laggard) {
        Kept message = messageFor(laggard);
        return message == null ? 0 : message.frame().readableBytes();
    }

    @Override
    void exit(Laggard laggard) {
        // nothing is kept for one member alone
    }

    @Override
    void clear() {
        if (latest != null) {
            latest.frame().release();
        }
        if (other != null) {
            other.frame().release();
        }
        latest = null;
        other = null;
    }

    private @Nullable Kept messageFor(Laggard laggard) {
        Kept newest = latest;
        Kept message = newest == null || newest.owner() == laggard.seat() ? other : newest;
        return message == null || message.number() < laggard.next ? null : message;
    }
}
