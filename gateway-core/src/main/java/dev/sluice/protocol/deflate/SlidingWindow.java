package dev.sluice.protocol.deflate;

import io.netty.buffer.ByteBuf;

/**
 * The last bytes of one direction of one connection, to which the next message may refer back (RFC 7692, 7.2). Costs as many bytes
 * of heap as it can hold. Confined to the connection's lane.
 */
final class SlidingWindow {
    private final byte[] bytes;
    private int length;

    /** An empty window of 2 to the power of this many bytes. */
    SlidingWindow(int bits) {
        bytes = new byte[1 << bits];
    }

    /** The content, from the start of the array. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Takes the readable bytes of a message behind those of earlier ones; its indices stay. */
    void append(ByteBuf message) {
        int added = Math.min(message.readableBytes(), bytes.length);
        int kept = Math.min(length, bytes.length - added);
        System.arraycopy(bytes, length - kept, bytes, 0, kept);
        message.getBytes(message.writerIndex() - added, bytes, kept, added);
        length = kept + added;
    }
}
