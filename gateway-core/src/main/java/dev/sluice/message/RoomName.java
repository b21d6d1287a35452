package dev.sluice.message;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The name of a room: 1 to 255 bytes of UTF-8 without control characters.
 *
 * @param text as the client wrote it, percent-decoded
 */
public record RoomName(String text) implements Comparable<RoomName> {
    /** As long as a file name may be. */
    private static final int MOST_BYTES = 255;

    /** Throws {@link IllegalArgumentException} for a text that may not be a name. */
    public RoomName {
        if (!isLawful(text)) {
            throw new IllegalArgumentException("not a room's name");
        }
    }

    /** The name, or empty if the text may not be one. */
    public static Optional<RoomName> of(String text) {
        return isLawful(text) ? Optional.of(new RoomName(text)) : Optional.empty();
    }

    /** By the text: a map sorts what it can compare, so that names chosen to share one hash are still found fast. */
    @Override
    public int compareTo(RoomName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean isLawful(String text) {
        if (text.isEmpty() || text.length() > MOST_BYTES) {
            return false;
        }
        boolean plain = text.codePoints().noneMatch(c -> Character.isISOControl(c) || isLoneSurrogate(c));
        return plain && text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
