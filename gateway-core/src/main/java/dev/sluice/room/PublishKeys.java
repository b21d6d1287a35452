package dev.sluice.room;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The keys of a room's last messages and the offsets that these got. Confined to the room's lane. */
final class PublishKeys {
    /** Longer than clients wait between two attempts to come back. */
    static final Duration WINDOW = Duration.ofMinutes(5);

    /** Five minutes of 30 a second: what a room of people says. */
    static final int MOST = 10_000;

    /** Memory of a key beside its characters: the entry, the key, its text and its place with 48, 24, 56 and 32 bytes. */
    private static final int OVERHEAD_BYTES = 160;

    private static final long WINDOW_NANOS = WINDOW.toNanos();

    /** The oldest first. */
    private final Map<PublishKey, Place> places = new LinkedHashMap<>();

    private long bytes;

    private record Place(long offset, long takenNanos) {}

    /** The offset of the message that came with this key; 0 if none did lately. */
    long offsetOf(PublishKey key, long nowNanos) {
        expire(nowNanos);
        Place place = places.get(key);
        return place == null ? 0 : place.offset();
    }

    /** Notes a key that is not known. */
    void note(PublishKey key, long offset, long nowNanos) {
        if (places.size() >= MOST) {
            forgetOldest();
        }
        places.put(key, new Place(offset, nowNanos));
        bytes += bytesOf(key);
    }

    /** Forgets the keys that are too old. */
    void expire(long nowNanos) {
        while (!places.isEmpty() && nowNanos - oldest().getValue().takenNanos() >= WINDOW_NANOS) {
            forgetOldest();
        }
    }

    /** Forgets one key, of which there must be one. */
    void forgetOldest() {
        Iterator<PublishKey> keys = places.keySet().iterator();
        bytes -= bytesOf(keys.next());
        keys.remove();
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /** Memory of the keys. */
    long bytes() {
        return bytes;
    }

    private Map.Entry<PublishKey, Place> oldest() {
        return places.entrySet().iterator().next();
    }

    /** Two bytes a character, as the JVM needs outside of Latin 1; the user's name is one for all keys of a session. */
    private static long bytesOf(PublishKey key) {
        return OVERHEAD_BYTES + 2L * key.text().length();
    }
}
