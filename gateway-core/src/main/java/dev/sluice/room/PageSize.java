package dev.sluice.room;

import dev.sluice.message.Message;
import dev.sluice.message.Publication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of a room's past is handed out at once: no more than both say, but one message however large.
 *
 * @param messages at most
 * @param bytes at most, of payloads and what is written around them
 */
public record PageSize(int messages, int bytes) {
    /** That without a user, as an envelope: the room's and the publisher's name, the offset, a frame's header. */
    static final int OVERHEAD_BYTES = 128;

    /** As much as one socket takes at once. */
    public static final int MOST_BYTES = 64 * 1024;

    static long bytesOf(List<Publication> messages) {
        long bytes = 0;
        for (Publication publication : messages) {
            Message message = publication.message();
            bytes += message.payload().readableBytes() + bytesAround(message.user());
        }
        return bytes;
    }

    /** What is written around the payload of a message; null: its user is not told. */
    static int bytesAround(@Nullable String user) {
        return user == null ? OVERHEAD_BYTES : OVERHEAD_BYTES + user.length();
    }

    /** Pages of any number of messages. */
    public static PageSize ofBytes(int bytes) {
        return new PageSize(Integer.MAX_VALUE, bytes);
    }
}
