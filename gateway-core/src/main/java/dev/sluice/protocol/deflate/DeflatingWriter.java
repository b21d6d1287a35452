package dev.sluice.protocol.deflate;

import dev.sluice.protocol.websocket.FrameWriter;
import dev.sluice.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Writes messages as frames, compressed where that saves bytes. One for each lane, shared by its rooms and connections. Confined to
 * the lane.
 */
public final class DeflatingWriter {
    /** More than this is not kept from one message to the next. */
    private static final int LARGEST_KEPT_SCRATCH = 256 * 1024;

    private static final int FIRST_SCRATCH = 4096;

    private final MessageDeflater deflater = new MessageDeflater();
    private final int threshold;
    private final Savings savings;
    private ByteBuf scratch = Unpooled.buffer(FIRST_SCRATCH);

    /** Is told of each message that was compressed. */
    @FunctionalInterface
    public interface Savings {
        /**
         * A message went out compressed.
         *
         * @param plain bytes of its payload
         * @param compressed bytes of the frame's payload
         */
        void onCompressed(int plain, int compressed);
    }

    /**
     * @param threshold payload bytes from which it is tried
     */
    public DeflatingWriter(int threshold, Savings savings) {
        this.threshold = threshold;
        this.savings = savings;
    }

    /**
     * Writes one frame, unmasked, that looks back at nothing: any client that has agreed on permessage-deflate with the usual window
     * understands it.
     *
     * @param payload borrowed; its indices stay
     */
    public void write(ByteBuf out, Opcode opcode, ByteBuf payload) {
        write(out, opcode, payload, OutboundContext.FRESH);
    }

    /**
     * Writes one frame for one connection.
     *
     * @param payload borrowed; its indices stay
     */
    void write(ByteBuf out, Opcode opcode, ByteBuf payload, OutboundContext context) {
        if (!isWorthTrying(payload.readableBytes())) {
            FrameWriter.write(out, opcode, payload);
            return;
        }
        scratch.clear();
        deflater.deflate(payload, scratch, context.windowBits(), context.window());
        if (scratch.readableBytes() < payload.readableBytes()) {
            FrameWriter.writeCompressedHeader(out, opcode, scratch.readableBytes());
            out.writeBytes(scratch, scratch.readerIndex(), scratch.readableBytes());
            savings.onCompressed(payload.readableBytes(), scratch.readableBytes());
            context.sentCompressed(payload);
        } else {
            FrameWriter.write(out, opcode, payload);
        }
        if (scratch.capacity() > LARGEST_KEPT_SCRATCH) {
            scratch = Unpooled.buffer(FIRST_SCRATCH);
        }
    }

    boolean isWorthTrying(int payloadBytes) {
        return payloadBytes >= threshold;
    }
}
