package dev.sluice.message;

import java.util.List;
import java.util.Locale;

/**
 * What a room tells its members of itself. It has no offset, is no part of the room's history, and raw members do not get it.
 *
 * @param count the room's members now
 * @param members who has arrived or departed, as far as they are listed
 * @param more how many others have; they are not listed
 */
public record RoomEvent(Kind kind, RoomName room, int count, List<Present> members, int more) {
    /** What has happened. */
    public enum Kind {
        ARRIVED,
        DEPARTED;

        /** The word on the wire. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** About what it takes in an envelope. */
    public int bytes() {
        return Present.bytesOf(members);
    }
}
