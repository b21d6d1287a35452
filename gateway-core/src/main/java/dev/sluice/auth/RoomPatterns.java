package dev.sluice.auth;

import dev.sluice.message.RoomName;
import java.util.List;

/**
 * Rooms by pattern: a whole name, or the beginning of one with {@code *} behind it.
 *
 * @param patterns any of which a room may match
 */
public record RoomPatterns(List<String> patterns) {
    /** Every room. */
    public static final RoomPatterns ALL = new RoomPatterns(List.of("*"));

    /** No room. */
    public static final RoomPatterns NONE = new RoomPatterns(List.of());

    /** Copies the list. */
    public RoomPatterns {
        patterns = List.copyOf(patterns);
    }

    /** Whether the room is one of them. */
    public boolean match(RoomName room) {
        for (String pattern : patterns) {
            boolean any = pattern.endsWith("*");
            if (any
                    ? room.text().startsWith(pattern.substring(0, pattern.length() - 1))
                    : room.text().equals(pattern)) {
                return true;
            }
        }
        return false;
    }
}
