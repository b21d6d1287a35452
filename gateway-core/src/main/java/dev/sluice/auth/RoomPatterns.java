package dev.sluice.auth;

import dev.sluice.message.RoomName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

    private static final String SUBJECT = "{sub}";

    /** As long as a room's name may be; a longer pattern matches none. */
    private static final int MOST_BYTES = 255;

    /** Copies the list. */
    public RoomPatterns {
        patterns = List.copyOf(patterns);
    }

    /**
     * The patterns of a token, in which <code>{sub}</code> stands for its subject. A colon, an asterisk or a percent sign of the subject
     * is put in as {@code %3A}, {@code %2A} or {@code %25}: what a user is called must not make a pattern wider, and no two users get
     * one room.
     *
     * @throws IllegalArgumentException for more than {@link TokenLimits#MOST_PATTERNS}, an empty one, or one over 255 bytes of UTF-8
     */
    public static RoomPatterns of(List<String> written, String subject) {
        if (written.size() > TokenLimits.MOST_PATTERNS) {
            throw new IllegalArgumentException("more than " + TokenLimits.MOST_PATTERNS + " patterns");
        }
        String name = subject.replace("%", "%25").replace(":", "%3A").replace("*", "%2A");
        List<String> patterns = new ArrayList<>(written.size());
        for (String pattern : written) {
            String meant = pattern.replace(SUBJECT, name);
            if (meant.isEmpty() || meant.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
                throw new IllegalArgumentException("a pattern is 1 to " + MOST_BYTES + " bytes");
            }
            patterns.add(meant);
        }
        return new RoomPatterns(patterns);
    }

    /** Whether the room is one of them. */
    public boolean match(RoomName room) {
        for (String pattern : patterns) {
            boolean any = pattern.endsWith("*");
            if (any
                    ? room.text().regionMatches(0, pattern, 0, pattern.length() - 1)
                    : room.text().equals(pattern)) {
                return true;
            }
        }
        return false;
    }
}
