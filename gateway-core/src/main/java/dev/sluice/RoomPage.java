package dev.sluice;

import dev.sluice.room.RoomStatus;
import java.util.List;

/**
 * A part of a list of rooms.
 *
 * @param rooms in the order of their names
 * @param more whether there are others behind the last one
 */
public record RoomPage(List<RoomStatus> rooms, boolean more) {
    /** Copies the list. */
    public RoomPage {
        rooms = List.copyOf(rooms);
    }
}
