package dev.sluice.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A message that is sent again and again with a new {@link Stamp}. Confined to one thread. */
final class MessageTemplate {
    private static final byte PADDING = 'x';

    private final byte[] bytes;
    private final ByteBuf message;
    private final int stampAt;

    private MessageTemplate(byte[] bytes, int stampAt) {
        this.bytes = bytes;
        this.stampAt = stampAt;
        message = Unpooled.wrappedBuffer(bytes);
    }

    /** The payload alone, as it goes to an echo or a raw room. */
    static MessageTemplate raw(int size) {
        return around("", size, "");
    }

    /** The payload as the JSON string in an envelope's {@code data}. */
    static MessageTemplate envelope(String room, int size) {
        return around("{\"type\":\"publish\",\"room\":\"" + room + "\",\"data\":\"", size, "\"}");
    }

    /** The message with this stamp; valid until the next call. */
    ByteBuf stamped(int sender, long sequence, long intendedNanos) {
        Stamp.write(bytes, stampAt, sender, sequence, intendedNanos);
        return message;
    }

    private static MessageTemplate around(String before, int size, String behind) {
        byte[] head = before.getBytes(StandardCharsets.US_ASCII);
        byte[] tail = behind.getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = Arrays.copyOf(head, head.length + size + tail.length);
        Arrays.fill(bytes, head.length, head.length + size, PADDING);
        System.arraycopy(tail, 0, bytes, head.length + size, tail.length);
        return new MessageTemplate(bytes, head.length);
    }
}
