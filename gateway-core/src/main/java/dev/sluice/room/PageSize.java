package dev.sluice.room;

import dev.sluice.message.Publication;
import java.util.List;

/**
 * How much of a room's past is handed out at once: no more than both say, but one message however large.
 *
 * @param messages at most
 * @param bytes at most, of payloads and what is written around them
 */
public record PageSize(int messages, int bytes) {
    /** What is written around a payload, as an envelope: the room's and the publisher's name, the offset, a frame's header. */
    static final int OVERHEAD_BYTES = 128;

    /** As much as one socket takes at once. */
    public static final int MOST_BYTES = 64 * 1024;

    static long bytesOf(List<Publication> messages) {
        long bytes = 0;
        for (Publication publication : messages) {
            bytes += publication.message().payload().readableBytes() + OVERHEAD_BYTES;
        }
        return bytes;
    }

    /** Pages of any number of messages. */
    public static PageSize ofBytes(int bytes) {
        return new PageSize(Integer.MAX_VALUE, bytes);
    }
}
