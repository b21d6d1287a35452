package dev.sluice.limit;

/**
 * What one gateway takes, at most. Zero means "no limit" where a field says so.
 *
 * @param connections open connections, HTTP and WebSocket together; 0: no limit
 * @param messageBytes payload bytes of one message, after its fragments are joined
 * @param fragments frames that one message may be split into; 0: no limit
 * @param roomsPerSession rooms that one session may be in at the same time
 * @param pendingBytes bytes that may wait for one reader before it counts as too slow
 * @param controlFramesPerSecond pings, pongs and closes that one client may send a second, with a burst of twice as many; 0: no
 *     limit
 */
public record Limits(
        int connections,
        int messageBytes,
        int fragments,
        int roomsPerSession,
        int pendingBytes,
        int controlFramesPerSecond) {

    /** A chat message, a price or a cursor fits many times over; a hundred thousand of them in flight still fit in memory. */
    private static final int DEFAULT_MESSAGE_BYTES = 64 * 1024;

    /** A message of the default size in frames of 64 bytes; more frames than that is an attack or a broken client. */
    private static final int DEFAULT_FRAGMENTS = 1024;

    /** One for each open document, channel or symbol of a large page. */
    private static final int DEFAULT_ROOMS_PER_SESSION = 128;

    /** Sixteen of the largest messages, or ten seconds of 800 kbit/s: a reader further behind will not catch up. */
    private static final int DEFAULT_PENDING_BYTES = 1024 * 1024;

    /** A client that pings once a second stays ten times below it. */
    private static final int DEFAULT_CONTROL_FRAMES_PER_SECOND = 10;

    /** Checks each number; throws {@link IllegalArgumentException} that names the first bad one. */
    public Limits {
        requireAtLeast(0, connections, "connections");
        requireAtLeast(1, messageBytes, "messageBytes");
        requireAtLeast(0, fragments, "fragments");
        requireAtLeast(1, roomsPerSession, "roomsPerSession");
        requireAtLeast(1024, pendingBytes, "pendingBytes");
        requireAtLeast(0, controlFramesPerSecond, "controlFramesPerSecond");
    }

    /** The limits of a gateway that nobody configured. */
    public static Limits defaults() {
        return new Limits(
                0,
                DEFAULT_MESSAGE_BYTES,
                DEFAULT_FRAGMENTS,
                DEFAULT_ROOMS_PER_SESSION,
                DEFAULT_PENDING_BYTES,
                DEFAULT_CONTROL_FRAMES_PER_SECOND);
    }

    private static void requireAtLeast(int least, int value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", not " + value);
        }
    }
}
