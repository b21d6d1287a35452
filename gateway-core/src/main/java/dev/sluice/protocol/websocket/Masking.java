package dev.sluice.protocol.websocket;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** The masking of RFC 6455, 5.3: byte i of the payload is xored with byte i mod 4 of the key; its own inverse. */
public final class Masking {
    /** Below this making the view costs more than it saves: {@code DecodeBenchmark}. */
    private static final int NIO_VIEW_FROM_BYTES = 128;

    private static final int KEY_BYTES = Integer.BYTES;
    private static final int KEY_BYTES_MASK = KEY_BYTES - 1;

    private Masking() {}

    /** The key as it stands at some offset in the payload: rotated, so that its first byte is the next one to use. */
    public static int keyAt(int key, long payloadOffset) {
        return Integer.rotateLeft(key, Byte.SIZE * (int) (payloadOffset & KEY_BYTES_MASK));
    }

    /**
     * Masks or unmasks the next bytes of a buffer in place; its indices stay.
     *
     * @param key as a big-endian int, its first byte for the first readable byte
     */
    public static void apply(ByteBuf buffer, int length, int key) {
        int index = buffer.readerIndex();
        int end = index + length;
        long wideKey = ((long) key << Integer.SIZE) | (key & 0xFFFF_FFFFL);
        if (length >= NIO_VIEW_FROM_BYTES && buffer.nioBufferCount() == 1) {
            index += applyToView(buffer.internalNioBuffer(index, length), wideKey);
        }
        for (; index <= end - Long.BYTES; index += Long.BYTES) {
            buffer.setLong(index, buffer.getLong(index) ^ wideKey);
        }
        if (index <= end - Integer.BYTES) {
            buffer.setInt(index, buffer.getInt(index) ^ key);
            index += Integer.BYTES;
        }
        for (int shift = Integer.SIZE - Byte.SIZE; index < end; index++, shift -= Byte.SIZE) {
            buffer.setByte(index, buffer.getByte(index) ^ (key >>> shift));
        }
    }

    /** The view is big-endian, as every new one; its plain accessors, unlike a VarHandle's, also vectorize inside the parser. */
    private static int applyToView(ByteBuffer view, long wideKey) {
        int start = view.position();
        int whole = view.remaining() & -Long.BYTES;
        for (int i = start; i < start + whole; i += Long.BYTES) {
            view.putLong(i, view.getLong(i) ^ wideKey);
        }
        return whole;
    }
}
