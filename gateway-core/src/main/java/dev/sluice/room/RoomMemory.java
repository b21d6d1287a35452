package dev.sluice.room;

import dev.sluice.message.RoomName;
import dev.sluice.namespace.HistoryRules;
import org.jspecify.annotations.Nullable;

/** What one room remembers, made when there is something to remember. Confined to the room's lane; {@link RoomMemories} keeps it. */
final class RoomMemory {
    /** A room without members is here for its memory alone: its maps' entries, its name of a usual length, its epoch, its ring. */
    private static final int ROOM_BYTES = 640;

    private final RoomName name;
    private final Room room;
    private final History history;
    private @Nullable PublishKeys keys;

    /** Where it stands by its use, and its neighbours there. */
    @Nullable
    UseOrder order;

    @Nullable
    RoomMemory older;

    @Nullable
    RoomMemory newer;

    /** Where it stands among all. */
    int index;

    long usedNanos;

    /** What it counts for, as of the last look. */
    long countedBytes;

    int countedMessages;

    RoomMemory(RoomName name, Room room, long lastOffset) {
        this.name = name;
        this.room = room;
        this.history = new History(lastOffset);
    }

    RoomName name() {
        return name;
    }

    Room room() {
        return room;
    }

    History history() {
        return history;
    }

    /** The keys, if there may be any. */
    @Nullable
    PublishKeys keys() {
        return keys;
    }

    PublishKeys keysToFill() {
        PublishKeys present = keys;
        if (present == null) {
            present = new PublishKeys();
            keys = present;
        }
        return present;
    }

    long bytes() {
        return ROOM_BYTES + history.bytes() + (keys == null ? 0 : keys.bytes());
    }

    /** Forgets what is too old, and what the rules allow no longer. */
    void expire(HistoryRules rules, long nowNanos) {
        history.trim(rules, nowNanos);
        if (keys != null) {
            keys.expire(nowNanos);
            if (keys.isEmpty()) {
                keys = null;
            }
        }
    }

    /** Whether nobody misses it: it is empty, and no member of whom the room would have to know again can come back. */
    boolean isDone(HistoryRules rules, long nowNanos) {
        boolean awaited = room.isEmpty() && nowNanos - usedNanos < rules.ttl().toNanos();
        return isHollow() && !awaited;
    }

    /** Whether it holds nothing. */
    boolean isHollow() {
        return history.size() == 0 && keys == null;
    }

    /** Forgets its oldest message, or its oldest key; false if it has neither. */
    boolean forgetOldest() {
        if (history.size() > 0) {
            history.forgetOldest();
            return true;
        }
        if (keys != null && !keys.isEmpty()) {
            keys.forgetOldest();
            return true;
        }
        return false;
    }
}
