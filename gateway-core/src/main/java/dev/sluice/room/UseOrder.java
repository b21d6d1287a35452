package dev.sluice.room;

import org.jspecify.annotations.Nullable;

/** Memories from the one that was used least recently to the one that was used last. Confined to the lane. */
final class UseOrder {
    private @Nullable RoomMemory oldest;
    private @Nullable RoomMemory newest;

    /** The one that was used least recently, unless it is the given one. */
    @Nullable
    RoomMemory oldestBut(RoomMemory memory) {
        return oldest == memory ? null : oldest;
    }

    /** Has a memory be the newest here, wherever it stood before. */
    void take(RoomMemory memory) {
        if (memory == newest) {
            return;
        }
        remove(memory);
        memory.older = newest;
        if (newest == null) {
            oldest = memory;
        } else {
            newest.newer = memory;
        }
        newest = memory;
        memory.order = this;
    }

    /** Takes a memory out of the order that it stands in, if any. */
    static void remove(RoomMemory memory) {
        UseOrder order = memory.order;
        if (order == null) {
            return;
        }
        if (memory.older == null) {
            order.oldest = memory.newer;
        } else {
            memory.older.newer = memory.newer;
        }
        if (memory.newer == null) {
            order.newest = memory.older;
        } else {
            memory.newer.older = memory.older;
        }
        memory.older = null;
        memory.newer = null;
        memory.order = null;
    }
}
