package dev.sluice.server.api;

import dev.sluice.Outgoing;
import dev.sluice.Post;
import java.util.List;

/**
 * How much one request may bring.
 *
 * @param message bytes of one message, {@code limits.message-bytes}
 */
record BodyLimits(int message) {
    /**
     * Messages of the largest size in one request: by default 256 KiB, a quarter of what a member may leave unread, which a batch brings
     * at once.
     */
    private static final int MESSAGES = 4;

    /** What base64, escapes and the JSON around short messages make of it. */
    private static final int ENCODED = 2;

    /** For a batch of the most messages, whatever the largest may be. */
    private static final int LEAST_BODY = 128 * 1024;

    /** Bytes of a request's body. */
    int body() {
        return (int) Math.min(Math.max((long) ENCODED * MESSAGES * message, LEAST_BODY), Integer.MAX_VALUE - Byte.SIZE);
    }

    /** The message; throws {@link Problem} if it is too large. */
    Outgoing checked(Outgoing said) {
        if (said.bytes() > message) {
            throw new Problem(
                    ProblemCode.TOO_LARGE, "a message has at most " + message + " bytes (limits.message-bytes)");
        }
        return said;
    }

    /** Throws {@link Problem} if one of them is too large, or all are. */
    void check(List<Post> posts) {
        long bytes = 0;
        for (Post post : posts) {
            bytes += checked(post.message()).bytes();
        }
        if (bytes > (long) MESSAGES * message) {
            throw new Problem(
                    ProblemCode.TOO_LARGE,
                    "the messages of a request have at most " + (long) MESSAGES * message
                            + " bytes together, counted once for each room");
        }
    }
}
