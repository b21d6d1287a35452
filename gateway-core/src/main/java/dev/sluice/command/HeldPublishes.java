package dev.sluice.command;

import dev.sluice.fanout.Seat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What one session has published and nobody knows yet whether it may, by room and in order. Confined to the lane. */
final class HeldPublishes {
    /** More than a person types while one is looked at; a program waits for {@code published}. */
    static final int MOST_MESSAGES = 64;

    /** Four messages of the largest default size, each of which is here twice. */
    static final long MOST_BYTES = 512 * 1024;

    private final Map<Seat, Queue<HeldPublish>> byRoom = new HashMap<>();
    private int messages;
    private long bytes;

    /** Whether one more may wait; the first one always may. */
    boolean hasRoomFor(long cost) {
        return messages == 0 || (messages < MOST_MESSAGES && bytes + cost <= MOST_BYTES);
    }

    boolean hasAny(Seat seat) {
        return byRoom.containsKey(seat);
    }

    boolean isEmpty() {
        return messages == 0;
    }

    void add(HeldPublish message) {
        byRoom.computeIfAbsent(message.seat(), room -> new ArrayDeque<>()).add(message);
        messages++;
        bytes += message.cost();
    }

    /** Takes out the oldest message to a room, if it is known what becomes of it. */
    @Nullable
    HeldPublish takeDecided(Seat seat) {
        Queue<HeldPublish> queue = byRoom.get(seat);
        HeldPublish oldest = queue == null ? null : queue.peek();
        if (queue == null || oldest == null || !oldest.isDecided()) {
            return null;
        }
        queue.remove();
        if (queue.isEmpty()) {
            byRoom.remove(seat);
        }
        messages--;
        bytes -= oldest.cost();
        return oldest;
    }

    /** Takes them all out, decided or not. */
    List<HeldPublish> takeAll() {
        List<HeldPublish> all = new ArrayList<>();
        byRoom.values().forEach(all::addAll);
        byRoom.clear();
        messages = 0;
        bytes = 0;
        return all;
    }
}
