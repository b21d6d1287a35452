package dev.sluice.transport.websocket;

import dev.sluice.protocol.websocket.FrameHeader;
import dev.sluice.protocol.websocket.FrameParser;
import dev.sluice.protocol.websocket.FrameSink;
import dev.sluice.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;

/**
 * Takes a room's plain frames apart, to be compressed for one connection whose client has agreed on a context or a window of its
 * own, and so cannot share what is compressed once for all. Confined to the connection's lane.
 */
final class FrameCompressor implements FrameSink {
    private final FrameParser parser = new FrameParser(FrameParser.Role.FROM_SERVER);
    private final WebSocketFrameEncoder encoder;
    private Opcode opcode = Opcode.TEXT;
    private int written;

    FrameCompressor(WebSocketFrameEncoder encoder) {
        this.encoder = encoder;
    }

    /** Writes the frames, which are whole, and releases them. Returns the bytes written. */
    int write(ByteBuf frames) {
        written = 0;
        try {
            parser.read(frames, this);
            return written;
        } finally {
            frames.release();
        }
    }

    @Override
    public void onHeader(FrameHeader header) {
        opcode = header.opcode();
    }

    @Override
    public void onPayload(ByteBuf payload, boolean endOfFrame) {
        written += encoder.writeFrameOfBatch(opcode, payload);
    }
}
