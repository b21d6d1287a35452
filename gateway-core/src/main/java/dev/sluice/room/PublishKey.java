package dev.sluice.room;

/**
 * A publisher's own name for a message, by which a room knows it again.
 *
 * @param user whose key it is; empty: of all who have shown no token
 * @param text as the publisher wrote it
 */
public record PublishKey(String user, String text) implements Comparable<PublishKey> {
    /** A map sorts what it can compare, so that keys chosen to share one hash are still found fast. */
    @Override
    public int compareTo(PublishKey other) {
        int byText = text.compareTo(other.text);
        return byText == 0 ? user.compareTo(other.user) : byText;
    }
}
