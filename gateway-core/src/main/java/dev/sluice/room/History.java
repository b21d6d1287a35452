package dev.sluice.room;

import dev.sluice.message.Publication;
import dev.sluice.message.RoomName;
import dev.sluice.namespace.HistoryRules;
import java.util.ArrayList;
import java.util.List;

/**
 * The last messages of one room, a ring with the oldest first. They follow one another without a gap, so the offset of the last one
 * says that of each. Confined to the room's lane.
 */
final class History {
    /** Rings are powers of two: a place is masked, not divided. */
    private static final int FIRST_SLOTS = 8;

    private Past[] ring = new Past[FIRST_SLOTS];
    private int head;
    private int size;
    private long payloadBytes;
    private long overheadBytes;
    private long last;

    /** @param last the room's last offset so far; what had it, and all before, is not here */
    History(long last) {
        this.last = last;
    }

    /** Takes the room's next message; one that does not follow the last, because some between were not to be kept, begins anew. */
    void append(Publication publication, long nowNanos) {
        if (publication.offset() != last + 1) {
            clear();
        }
        if (size == ring.length) {
            resize(size * 2);
        }
        Past past = Past.of(publication, nowNanos);
        ring[slot(size)] = past;
        size++;
        payloadBytes += past.payloadBytes();
        overheadBytes += past.overheadBytes();
        last = publication.offset();
    }

    /** Forgets what is too many, too large together, or too old. */
    void trim(HistoryRules rules, long nowNanos) {
        long ttlNanos = rules.ttl().toNanos();
        while (size > rules.messages()
                || payloadBytes > rules.bytes()
                || (size > 0 && nowNanos - ring[head].takenNanos() >= ttlNanos)) {
            forgetOldest();
        }
    }

    /** Forgets one message, of which there must be one. */
    void forgetOldest() {
        payloadBytes -= ring[head].payloadBytes();
        overheadBytes -= ring[head].overheadBytes();
        ring[head] = null;
        head = slot(1);
        size--;
        if (ring.length > FIRST_SLOTS && size < ring.length / 4) {
            resize(ring.length / 2);
        }
    }

    /** Forgets all messages. */
    void clear() {
        ring = new Past[FIRST_SLOTS];
        head = 0;
        size = 0;
        payloadBytes = 0;
        overheadBytes = 0;
    }

    int size() {
        return size;
    }

    /** Memory of the messages. */
    long bytes() {
        return payloadBytes + overheadBytes;
    }

    /** Whether all that came behind an offset is here. */
    boolean reachesBackTo(long offset) {
        return offset >= first() - 1 && offset <= last;
    }

    /** The room's last offset, as far as is known here. */
    long last() {
        return last;
    }

    /** Whether there is something behind an offset. */
    boolean hasBehind(long offset) {
        return size > 0 && last > offset;
    }

    /** Whether there is something before an offset. */
    boolean hasBefore(long offset) {
        return size > 0 && first() < offset;
    }

    /** What came behind an offset, the oldest first. */
    List<Publication> behind(RoomName room, long offset, PageSize most) {
        return page(room, (int) Math.max(0, Math.min(size, offset + 1 - first())), 1, most);
    }

    /** What came before an offset, the newest first. */
    List<Publication> before(RoomName room, long offset, PageSize most) {
        return page(room, (int) Math.max(-1, Math.min(size - 1L, offset - 1 - first())), -1, most);
    }

    private List<Publication> page(RoomName room, int from, int step, PageSize most) {
        List<Publication> page = new ArrayList<>();
        long bytes = 0;
        for (int i = from; i >= 0 && i < size && page.size() < most.messages(); i += step) {
            Past past = ring[slot(i)];
            bytes += past.payloadBytes() + PageSize.bytesAround(past.user());
            if (bytes > most.bytes() && !page.isEmpty()) {
                break;
            }
            page.add(past.publication(room, first() + i));
        }
        return page;
    }

    /** The offset of the oldest message; one behind the last if there is none. */
    private long first() {
        return last - size + 1;
    }

    private int slot(int place) {
        return (head + place) & (ring.length - 1);
    }

    private void resize(int slots) {
        Past[] resized = new Past[slots];
        for (int i = 0; i < size; i++) {
            resized[i] = ring[slot(i)];
        }
        ring = resized;
        head = 0;
    }
}
