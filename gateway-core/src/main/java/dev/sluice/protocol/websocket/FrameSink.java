package dev.sluice.protocol.websocket;

import io.netty.buffer.ByteBuf;

/** Takes what a {@link FrameParser} finds. May throw {@link ProtocolViolation}, after which the parser is not used again. */
public interface FrameSink {
    /** A header is complete and lawful by itself; called before any payload. */
    void onHeader(FrameHeader header);

    /**
     * The next piece of the frame's payload, unmasked. Called at least once a frame, also for an empty one.
     *
     * @param payload borrowed: its readable bytes are valid during the call
     * @param endOfFrame whether the frame ends with this piece
     */
    void onPayload(ByteBuf payload, boolean endOfFrame);
}
