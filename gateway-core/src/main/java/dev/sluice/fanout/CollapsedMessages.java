package dev.sluice.fanout;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Messages of which each takes the place of the one before it with the same key, in the order in which they came. The last one of a
 * publisher who must not get it back leaves the last one of the others beside it, for that publisher. Bounded in number and in bytes:
 * the oldest go first. Confined to the lane. Owns the frames.
 */
final class CollapsedMessages {
    /** With short ones and their keys half of the default bound on bytes. */
    static final int MOST_MESSAGES = 1000;

    /** What is left whatever its size: the newest, and what stands beside it. */
    private static final int LEAST_MESSAGES = 2;

    /** Memory of one beside its bytes: its frame's object and its own, its places in both maps, its key's object. */
    static final int OVERHEAD_BYTES = 384;

    private final NavigableMap<Long, Placed> byNumber = new TreeMap<>();
    private final Map<String, Slot> slots = new HashMap<>();
    private long keptBytes;

    /**
     * One message.
     *
     * @param frame owned by whoever holds the message
     * @param number its place among all messages
     * @param owner who must not get it back
     */
    record Kept(
            ByteBuf frame,
            Tally tally,
            long number,
            @Nullable Seat owner) {}

    private record Placed(Kept message, Slot slot) {
        int cost() {
            return message.frame().readableBytes() + OVERHEAD_BYTES + Character.BYTES * slot.key.length();
        }
    }

    /** The place of all messages with one key. */
    private static final class Slot {
        final String key;

        @Nullable
        Kept latest;

        /** The last one that is not the latest one's publisher's; always older. */
        @Nullable
        Kept other;

        Slot(String key) {
            this.key = key;
        }

        boolean isOther(Kept message) {
            return is(other, message);
        }

        private static boolean is(@Nullable Kept one, Kept message) {
            return one != null && one.number() == message.number();
        }

        boolean isFor(Kept message, Seat reader) {
            Kept newest = latest;
            boolean isOwn = newest != null && newest.owner() == reader;
            return is(isOwn ? other : newest, message);
        }
    }

    /** Takes the next message. */
    void put(Kept message, String key) {
        Slot slot = slots.computeIfAbsent(key, Slot::new);
        Kept before = slot.latest;
        Kept other = slot.other;
        if (message.owner() == null) {
            slot.other = null;
            drop(other);
            drop(before);
        } else if (before != null && before.owner() == message.owner()) {
            drop(before);
        } else {
            slot.other = before;
            drop(other);
        }
        slot.latest = message;
        Placed placed = new Placed(message, slot);
        byNumber.put(message.number(), placed);
        keptBytes += placed.cost();
    }

    /** Drops the oldest messages that are too many. */
    void trim(long mostBytes) {
        while (byNumber.size() > LEAST_MESSAGES && (byNumber.size() > MOST_MESSAGES || keptBytes > mostBytes)) {
            dropFirst();
        }
    }

    /** Drops the messages before this number. */
    void forgetBefore(long number) {
        while (!byNumber.isEmpty() && byNumber.firstKey() < number) {
            dropFirst();
        }
    }

    /** The first message from this number on that is for a reader. */
    @Nullable
    Kept next(long from, Seat reader) {
        for (Placed placed : byNumber.tailMap(from).values()) {
            if (placed.slot.isFor(placed.message, reader)) {
                return placed.message;
            }
        }
        return null;
    }

    /** How many messages from this number on are for a reader. */
    long count(long from, Seat reader) {
        long messages = 0;
        for (Placed placed : byNumber.tailMap(from).values()) {
            messages += placed.slot.isFor(placed.message, reader) ? 1 : 0;
        }
        return messages;
    }

    /** Bytes of the messages from this number on that are for a reader. */
    long bytes(long from, Seat reader) {
        long bytes = 0;
        for (Placed placed : byNumber.tailMap(from).values()) {
            bytes += placed.slot.isFor(placed.message, reader)
                    ? placed.message.frame().readableBytes()
                    : 0;
        }
        return bytes;
    }

    void clear() {
        byNumber.values().forEach(placed -> placed.message.frame().release());
        byNumber.clear();
        slots.clear();
        keptBytes = 0;
    }

    private void dropFirst() {
        Placed first = byNumber.firstEntry().getValue();
        if (first.slot.isOther(first.message)) {
            first.slot.other = null;
        } else {
            slots.remove(first.slot.key);
        }
        drop(first.message);
    }

    private void drop(@Nullable Kept message) {
        Placed placed = message == null ? null : byNumber.remove(message.number());
        if (placed != null) {
            keptBytes -= placed.cost();
            placed.message.frame().release();
        }
    }
}
