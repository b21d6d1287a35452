package dev.sluice.protocol.deflate;

import dev.sluice.protocol.websocket.Inflation;
import dev.sluice.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate on one connection: the lane's compressors, and the windows of this connection where it has any. Costs no window
 * without context takeover, else one for each direction that has it. Confined to the lane.
 */
public final class ConnectionDeflate implements Inflation {
    private final MessageInflater inflater;
    private final DeflatingWriter writer;
    private final @Nullable SlidingWindow received;
    private final OutboundContext sent;

    /** A connection that has agreed on these parameters, on the lane of the two others. */
    public ConnectionDeflate(DeflateParameters agreed, MessageInflater inflater, DeflatingWriter writer) {
        this.inflater = inflater;
        this.writer = writer;
        this.received = agreed.clientNoContextTakeover() ? null : new SlidingWindow(agreed.clientWindowBits());
        SlidingWindow window = agreed.serverNoContextTakeover() ? null : new SlidingWindow(agreed.serverWindowBits());
        this.sent = new OutboundContext(agreed.serverWindowBits(), window);
    }

    /** Whether this client understands what was compressed once for all: no look back, and the usual window. */
    public boolean sharesFrames() {
        return sent.equals(OutboundContext.FRESH);
    }

    @Override
    public ByteBuf inflate(ByteBuf compressed) {
        return inflater.inflate(compressed, received);
    }

    /**
     * Writes a message as one frame, compressed where that saves bytes.
     *
     * @param payload borrowed; its indices stay
     */
    public void write(ByteBuf out, Opcode opcode, ByteBuf payload) {
        writer.write(out, opcode, payload, sent);
    }

    /** Whether a message of this size is worth the try, so that {@link #write} is the way for it. */
    public boolean isWorthTrying(int payloadBytes) {
        return writer.isWorthTrying(payloadBytes);
    }
}
