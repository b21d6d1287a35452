package dev.sluice.room;

import dev.sluice.message.RoomName;
import dev.sluice.message.StreamPosition;

/**
 * Is told in which rooms somebody is; of one room in the order in which it happens. Called on the room's lane, which it must not keep
 * waiting; it must not throw.
 */
public interface RoomListener {
    /** The first member has come; what it gets is behind this position. */
    void occupied(RoomName room, StreamPosition position);

    /** The last member has gone. */
    void vacated(RoomName room, StreamPosition position);
}
