package dev.sluice.fanout;

import dev.sluice.metric.Label;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The last messages of a room, as long as somebody who is behind has not got them: bounded in bytes and in age, the oldest go first,
 * the newest stays. Whoever has not got what went goes on with the oldest that is there or, where gaps are told, behind the newest.
 */
final class RecentMessages extends Backlog {
    /** As long as a reader may take nothing at all: what is older is no news to one who takes something. */
    static final long MOST_NANOS = Duration.ofSeconds(10).toNanos();

    /** Handed over at once: a fourth of what makes a reader fall behind, so that its pings wait for little. */
    static final int MOST_RUN_BYTES = 16 * 1024;

    /** Null where members are told nothing of what they have lost. */
    private final @Nullable GapNotice gaps;

    private @Nullable Held first;
    private @Nullable Held last;

    /** The number of the first message that is still there. */
    private long head;

    /** The number behind the newest message. */
    private long end;

    /** Bytes of all messages so far, whether still there or not. */
    private long allBytes;

    /** Bytes that are there, with what it costs to keep them. */
    private long keptBytes;

    /** The last offset so far; 0: none. */
    private long lastOffset;

    /** @param gaps null: drops the oldest, and says nothing */
    RecentMessages(Backlogs lane, @Nullable GapNotice gaps) {
        super(
                lane,
                gaps == null ? Label.SlowConsumer.DROP_OLDEST : Label.SlowConsumer.SKIP_TO_LIVE,
                gaps == null ? Label.Drop.DROP_OLDEST : Label.Drop.SKIP_TO_LIVE);
        this.gaps = gaps;
    }

    @Override
    void keep(ByteBuf frames, Marks messages, long nowNanos) {
        Held held = new Held(frames.retain(), messages, end, allBytes, nowNanos);
        if (last == null) {
            first = held;
            head = end;
        } else {
            last.next = held;
        }
        last = held;
        end = held.end();
        allBytes += messages.bytes();
        keptBytes += messages.bytes() + Held.OWN_BYTES;
        lastOffset = messages.lastOffset(messages.size(), lastOffset);
        drop(nowNanos);
    }

    @Override
    void enter(Laggard laggard) {
        Held newest = present(last);
        newest.standing++;
        laggard.at = newest;
        laggard.next = newest.number;
        if (head > newest.number) {
            // Its own among those that were too many the moment they came, when nobody knew of this member.
            laggard.own = newest.marks.ownFrom(0, laggard.seat())
                    - newest.marks.ownFrom(newest.indexOf(head), laggard.seat());
        }
    }

    @Override
    void onOwn(Laggard laggard, int messages) {
        // found among the marks
    }

    @Override
    boolean deliver(Laggard laggard, long nowNanos) {
        drop(nowNanos);
        if (laggard.next < head) {
            long lost = head - laggard.next - laggard.own;
            laggard.own = 0;
            laggard.next = head;
            laggard.at = first;
            if (gaps != null && lost > 0) {
                lose(laggard, lost + waitingMessages(laggard));
                gaps.tell(laggard.outlet(), laggard.offset, lastOffset);
                return true;
            }
            lose(laggard, lost);
        }
        while (laggard.next < end && !laggard.outlet().isBehind()) {
            handOver(laggard);
        }
        return laggard.next == end;
    }

    /** Hands over the next messages that lie together, as many as may be. */
    private void handOver(Laggard laggard) {
        Held held = placeOf(laggard);
        Marks marks = held.marks;
        int from = held.indexOf(laggard.next);
        while (from < marks.size() && marks.owner(from) == laggard.seat()) {
            from++;
        }
        int to = from;
        while (to < marks.size()
                && marks.owner(to) != laggard.seat()
                && (to == from || marks.end(to) - marks.start(from) <= MOST_RUN_BYTES)) {
            to++;
        }
        laggard.next = held.number + to;
        laggard.offset = marks.lastOffset(to, laggard.offset);
        if (to > from) {
            ByteBuf run = held.frames.retainedSlice(marks.start(from), marks.end(to - 1) - marks.start(from));
            laggard.outlet().deliverHeld(run, marks.tally(from, to));
        }
        Held next = held.next;
        if (to == marks.size() && next != null) {
            held.standing--;
            next.standing++;
            laggard.at = next;
            letGoWhatNobodyNeeds();
        }
    }

    @Override
    long waitingMessages(Laggard laggard) {
        long waiting = end - laggard.next - laggard.own;
        int from = laggard.next < head
                ? present(first).indexOf(head)
                : placeOf(laggard).indexOf(laggard.next);
        for (Held held = placeOf(laggard); held != null; held = held.next) {
            waiting -= held.marks.ownFrom(from, laggard.seat());
            from = 0;
        }
        return waiting;
    }

    @Override
    long waitingBytes(Laggard laggard) {
        Held held = placeOf(laggard);
        int from = held.indexOf(Math.max(laggard.next, head));
        return allBytes - held.bytesBefore - held.marks.start(from);
    }

    @Override
    void exit(Laggard laggard) {
        placeOf(laggard).standing--;
        letGoWhatNobodyNeeds();
    }

    @Override
    void clear() {
        while (first != last) {
            letFirstGo();
        }
        if (last != null) {
            last.release();
        }
        first = null;
        last = null;
        head = end;
        keptBytes = 0;
    }

    /** Drops the oldest messages that are too many or too old. */
    private void drop(long nowNanos) {
        while (head < end - 1 && (keptBytes > lane().mostBytes() || isOld(present(first), nowNanos))) {
            dropOldest(present(first));
        }
    }

    private static boolean isOld(Held held, long nowNanos) {
        return nowNanos - held.sinceNanos > MOST_NANOS;
    }

    private void dropOldest(Held held) {
        int message = held.indexOf(head);
        Seat owner = held.marks.owner(message);
        Laggard overtaken = owner == null ? null : laggardOf(owner);
        if (overtaken != null && overtaken.next <= head) {
            overtaken.own++;
        }
        if (message == held.marks.size() - 1) {
            letFirstGo();
        } else {
            keptBytes -= held.marks.end(message) - held.marks.start(message);
            head++;
        }
    }

    private void letGoWhatNobodyNeeds() {
        while (first != last && present(first).standing == 0) {
            letFirstGo();
        }
    }

    /** Lets the first batch go, which is not the last one; whoever stands there stands at the next one. */
    private void letFirstGo() {
        Held gone = present(first);
        Held next = present(gone.next);
        keptBytes -= gone.bytesFrom(head) + Held.OWN_BYTES;
        next.standing += gone.standing;
        first = next;
        head = next.number;
        gone.release();
    }

    /** The batch that a member stands at. */
    private Held placeOf(Laggard laggard) {
        Held at = present(laggard.at);
        return at.gone ? present(first) : at;
    }

    private static Held present(@Nullable Held held) {
        if (held == null) {
            throw new IllegalStateException("a member waits for nothing");
        }
        return held;
    }
}
