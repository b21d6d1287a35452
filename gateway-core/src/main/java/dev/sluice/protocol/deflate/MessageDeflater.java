package dev.sluice.protocol.deflate;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Deflates whole messages (RFC 7692, 7.2.1). One for each lane: what a connection refers back to is its {@link SlidingWindow}, so
 * that an idle connection holds no compressor. Confined to the lane.
 *
 * <p>The JDK's compressor knows no window but that of 32 KiB. For a narrower one a message is cut into pieces that are compressed
 * one by one, each with at most the piece before it in sight: so no reference reaches further back than the window.
 */
final class MessageDeflater {
    /** The empty block at the end of each flush, which is not sent. */
    private static final int TAIL_BYTES = 4;

    /** Room that a flush needs beside the data. */
    private static final int LEAST_ROOM = 64;

    /** Made when it is first needed: it holds 256 KiB outside the heap. */
    private @Nullable Deflater made;

    /**
     * Writes the compressed form of a message behind what the buffer holds.
     *
     * @param message its indices stay
     * @param windowBits the base-two logarithm of the furthest reference back, 8 to 15
     * @param window what the connection has sent before, null to start anew; left as it is
     */
    void deflate(ByteBuf message, ByteBuf out, int windowBits, @Nullable SlidingWindow window) {
        Deflater deflater = deflater();
        ByteBuffer view = message.nioBuffer();
        if (windowBits == DeflateParameters.MOST_WINDOW_BITS) {
            lookBack(deflater, window, 1 << windowBits);
            flush(deflater, view, out);
        } else {
            int piece = 1 << (windowBits - 1);
            lookBack(deflater, window, piece);
            deflatePieces(deflater, view, out, piece);
        }
        out.writerIndex(out.writerIndex() - TAIL_BYTES);
    }

    private Deflater deflater() {
        Deflater deflater = made;
        if (deflater == null) {
            deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            made = deflater;
        }
        deflater.reset();
        return deflater;
    }

    private static void deflatePieces(Deflater deflater, ByteBuffer view, ByteBuf out, int piece) {
        int begin = view.position();
        int end = view.limit();
        int start = begin;
        do {
            if (start > begin) {
                deflater.reset();
                deflater.setDictionary(view.duplicate().position(start - piece).limit(start));
            }
            int stop = Math.min(end, start + piece);
            flush(deflater, view.duplicate().position(start).limit(stop), out);
            start = stop;
        } while (start < end);
    }

    private static void lookBack(Deflater deflater, @Nullable SlidingWindow window, int most) {
        if (window != null && window.length() > 0) {
            int length = Math.min(window.length(), most);
            deflater.setDictionary(window.bytes(), window.length() - length, length);
        }
    }

    private static void flush(Deflater deflater, ByteBuffer piece, ByteBuf out) {
        deflater.setInput(piece);
        int room = piece.remaining() / 2 + LEAST_ROOM;
        int written;
        do {
            out.ensureWritable(room);
            ByteBuffer space = out.internalNioBuffer(out.writerIndex(), room);
            written = deflater.deflate(space, Deflater.SYNC_FLUSH);
            out.writerIndex(out.writerIndex() + written);
        } while (written == room);
    }
}
