package dev.sluice.bench.load;

import dev.sluice.bench.load.SequenceCheck.Verdict;
import io.netty.buffer.ByteBuf;

/** Checks and counts the messages that one connection gets. Confined to the connection's thread. */
final class Inbox {
    /**
     * Whose messages come here.
     *
     * @param first the lowest number
     * @param step from one to the next
     * @param count how many
     */
    record Senders(int first, int step, int count) {
        private static final int UNKNOWN = -1;

        int placeOf(int number) {
            int steps = (number - first) / step;
            return number >= first && first + steps * step == number && steps < count ? steps : UNKNOWN;
        }
    }

    private static final int REFUSED = -1;

    private final Senders senders;
    private final SequenceCheck sequence;
    private final int size;

    Inbox(Senders senders, int size) {
        this.senders = senders;
        this.size = size;
        sequence = new SequenceCheck(senders.count());
    }

    /** Takes a message that is a payload; returns its sender's place, or -1 if it does not count. */
    int takeRaw(LoadClient client, ByteBuf payload) {
        boolean whole = payload.readableBytes() == size;
        return take(client, payload, whole ? payload.readerIndex() : -1);
    }

    /** Takes a message that has the payload within quotation marks, its stamp at an index. */
    int takeQuoted(LoadClient client, ByteBuf message, int stampAt) {
        int end = stampAt + size;
        boolean whole =
                end < message.writerIndex() && message.getByte(stampAt - 1) == '"' && message.getByte(end) == '"';
        return take(client, message, whole ? stampAt : -1);
    }

    /** Messages of the sender at a place that have arrived, each counted once. */
    long arrived(int place) {
        return sequence.arrived(place);
    }

    /** One more than the highest number that has come from the sender at a place. */
    long next(int place) {
        return sequence.next(place);
    }

    private int take(LoadClient client, ByteBuf message, int stampAt) {
        Recorder recorder = client.thread().recorder();
        Stamp stamp = client.thread().stamp();
        int place = stampAt >= 0 && stamp.read(message, stampAt) ? senders.placeOf(stamp.sender()) : REFUSED;
        if (place == REFUSED) {
            recorder.increment(Count.CORRUPT);
            return REFUSED;
        }
        Verdict verdict = sequence.see(place, stamp.sequence());
        if (verdict == Verdict.DOUBLE) {
            recorder.increment(Count.DUPLICATED);
            return REFUSED;
        }
        if (verdict == Verdict.OUT_OF_ORDER) {
            recorder.increment(Count.REORDERED);
        }
        recorder.received(stamp.intendedNanos(client.readNanos()), client.readNanos());
        return place;
    }
}
