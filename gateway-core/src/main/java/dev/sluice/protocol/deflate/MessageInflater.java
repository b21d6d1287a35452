package dev.sluice.protocol.deflate;

import dev.sluice.protocol.websocket.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates whole messages (RFC 7692, 7.2.2), never beyond a limit. One for each lane: what a connection must remember from message
 * to message is its {@link SlidingWindow}, so that an idle connection holds no decompressor. Confined to the lane.
 */
public final class MessageInflater {
    /**
     * What a sender has cut off its message, an empty block, and behind it an empty last block: only a message that ends where a
     * block ends leads to the end of the stream.
     */
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF, 1, 0, 0, (byte) 0xFF, (byte) 0xFF};

    private static final int SMALLEST_OUTPUT = 256;

    /** What text shrinks to, roughly; a wrong guess costs a copy. */
    private static final int USUAL_RATIO = 4;

    /** Streams that one message may hold one behind another: honest senders end it at most once (RFC 7692, 7.2.3.4). */
    private static final int MOST_STREAMS = 64;

    /** Made when it is first needed: it holds 40 KiB outside the heap. */
    private @Nullable Inflater made;

    private final ByteBufAllocator allocator;
    private final int mostBytes;

    /**
     * @param mostBytes that a message may have, inflated
     */
    public MessageInflater(ByteBufAllocator allocator, int mostBytes) {
        this.allocator = allocator;
        this.mostBytes = mostBytes;
    }

    /**
     * Inflates a message.
     *
     * @param compressed the payloads of its frames; its indices stay
     * @param window what the connection has received before, null where it starts each message anew
     * @return owned by the caller
     * @throws ProtocolViolation if it is corrupt (1007) or larger than the limit (1009)
     */
    ByteBuf inflate(ByteBuf compressed, @Nullable SlidingWindow window) {
        ByteBuf out = allocator.buffer(firstCapacity(compressed.readableBytes()), capacityLimit());
        boolean sound = false;
        try {
            Inflater inflater = inflater();
            if (window != null && window.length() > 0) {
                inflater.setDictionary(window.bytes(), 0, window.length());
            }
            inflateStreams(inflater, compressed, out);
            if (window != null) {
                window.append(out);
            }
            sound = true;
            return out;
        } catch (DataFormatException corrupt) {
            throw ProtocolViolation.DEFLATE_CORRUPT;
        } finally {
            if (!sound) {
                out.release();
            }
        }
    }

    private Inflater inflater() {
        Inflater inflater = made;
        if (inflater == null) {
            inflater = new Inflater(true);
            made = inflater;
        }
        inflater.reset();
        return inflater;
    }

    private void inflateStreams(Inflater inflater, ByteBuf compressed, ByteBuf out) throws DataFormatException {
        ByteBuffer rest = compressed.nioBuffer();
        for (int streams = 0; streams < MOST_STREAMS; streams++) {
            inflater.setInput(rest);
            drain(inflater, out);
            if (!inflater.finished()) {
                inflater.setInput(TAIL);
                drain(inflater, out);
                requireEnd(inflater);
                return;
            }
            // RFC 7692, 7.2.3.4: a sender may end the stream. What follows is a new one, most often no more than an
            // empty block.
            if (!rest.hasRemaining()) {
                return;
            }
            inflater.reset();
        }
        throw ProtocolViolation.DEFLATE_CORRUPT;
    }

    private static void requireEnd(Inflater inflater) {
        if (!inflater.finished() || inflater.getRemaining() > 0) {
            throw ProtocolViolation.DEFLATE_CORRUPT;
        }
    }

    /** Inflates until the input is used up, or the stream ends. */
    private void drain(Inflater inflater, ByteBuf out) throws DataFormatException {
        while (!inflater.finished()) {
            out.ensureWritable(1);
            int written = inflater.inflate(out.internalNioBuffer(out.writerIndex(), out.writableBytes()));
            out.writerIndex(out.writerIndex() + written);
            if (out.writerIndex() > mostBytes) {
                throw ProtocolViolation.MESSAGE_TOO_BIG;
            }
            if (written == 0 && !inflater.finished()) {
                if (!inflater.needsInput()) {
                    throw ProtocolViolation.DEFLATE_CORRUPT;
                }
                return;
            }
        }
    }

    private int firstCapacity(int compressedBytes) {
        long guess = Math.max(SMALLEST_OUTPUT, (long) compressedBytes * USUAL_RATIO);
        return (int) Math.min(guess, capacityLimit());
    }

    /** One byte more than may come, to see whether it does. */
    private int capacityLimit() {
        return Math.addExact(mostBytes, 1);
    }
}
