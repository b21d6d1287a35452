package dev.sluice.protocol.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames, wherever the reads happen to split it, and unmasks the payload in place. Takes all bytes
 * that it is given and keeps none but a header's. One for each connection, on its lane.
 */
public final class FrameParser {
    /** Whose frames are read: a client masks each of its frames, a server none (RFC 6455, 5.1). */
    public enum Role {
        FROM_CLIENT,
        FROM_SERVER;

        void checkMasked(boolean masked) {
            if (masked && this == FROM_SERVER) {
                throw ProtocolViolation.MASKED;
            }
            if (!masked && this == FROM_CLIENT) {
                throw ProtocolViolation.NOT_MASKED;
            }
        }
    }

    private final Role role;

    /** Whether permessage-deflate has given RSV1 a meaning. */
    private final boolean deflate;

    private final FrameHeader header = new FrameHeader();

    /** The bytes of a header that has not come whole, else null. */
    private @Nullable ByteBuf splitHeader;

    private boolean inPayload;
    private long payloadRead;

    /** A parser at the start of a stream without extensions. */
    public FrameParser(Role role) {
        this(role, false);
    }

    /**
     * A parser at the start of a stream.
     *
     * @param deflate whether permessage-deflate was agreed on, so that messages may be compressed
     */
    public FrameParser(Role role, boolean deflate) {
        this.role = role;
        this.deflate = deflate;
    }

    /**
     * Reads everything in the buffer.
     *
     * @param in consumed; its payload bytes are unmasked in place, so it must not be shared
     * @throws ProtocolViolation if the bytes, or the sink, say so; the rest of the buffer stays unread
     */
    public void read(ByteBuf in, FrameSink sink) {
        while (in.isReadable()) {
            if (!inPayload && !readHeader(in, sink)) {
                return;
            }
            readPayload(in, sink);
        }
    }

    /** Whether the bytes so far end between two frames. */
    public boolean isBetweenFrames() {
        return !inPayload && splitHeader == null;
    }

    private boolean readHeader(ByteBuf in, FrameSink sink) {
        if (splitHeader != null || !isWhole(in)) {
            return readSplitHeader(in, sink);
        }
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        header.readBase(first, second, role, deflate);
        header.readRest(in, second);
        startPayload(sink);
        return true;
    }

    private static boolean isWhole(ByteBuf in) {
        int readable = in.readableBytes();
        return readable >= FrameHeader.BASE_BYTES
                && readable >= FrameHeader.length(in.getUnsignedByte(in.readerIndex() + 1));
    }

    /** The rare way: the header came in pieces. Its first two bytes are judged as soon as they are there. */
    private boolean readSplitHeader(ByteBuf in, FrameSink sink) {
        ByteBuf kept = splitHeader == null ? Unpooled.buffer(FrameHeader.LARGEST_BYTES) : splitHeader;
        splitHeader = kept;
        while (in.isReadable()) {
            kept.writeByte(in.readByte());
            int have = kept.readableBytes();
            if (have < FrameHeader.BASE_BYTES) {
                continue;
            }
            int second = kept.getUnsignedByte(1);
            if (have == FrameHeader.BASE_BYTES) {
                header.readBase(kept.getUnsignedByte(0), second, role, deflate);
            }
            if (have == FrameHeader.length(second)) {
                kept.skipBytes(FrameHeader.BASE_BYTES);
                header.readRest(kept, second);
                splitHeader = null;
                startPayload(sink);
                return true;
            }
        }
        return false;
    }

    private void startPayload(FrameSink sink) {
        inPayload = true;
        payloadRead = 0;
        sink.onHeader(header);
        if (header.payloadLength() == 0) {
            inPayload = false;
            sink.onPayload(Unpooled.EMPTY_BUFFER, true);
        }
    }

    private void readPayload(ByteBuf in, FrameSink sink) {
        if (!inPayload) {
            return;
        }
        int piece = (int) Math.min(in.readableBytes(), header.payloadLength() - payloadRead);
        if (piece == 0) {
            return;
        }
        int start = in.readerIndex();
        int end = in.writerIndex();
        if (header.maskingKey() != 0) {
            Masking.apply(in, piece, Masking.keyAt(header.maskingKey(), payloadRead));
        }
        payloadRead += piece;
        boolean endOfFrame = payloadRead == header.payloadLength();
        inPayload = !endOfFrame;
        // The read buffer itself, narrowed, instead of a slice: nothing is allocated for a frame.
        in.writerIndex(start + piece);
        try {
            sink.onPayload(in, endOfFrame);
        } finally {
            in.setIndex(start + piece, end);
        }
    }
}
