package dev.sluice.protocol.websocket;

import io.netty.buffer.ByteBuf;

/** How the compressed messages of one connection are inflated, as its extension has it. Called in the order of the messages. */
@FunctionalInterface
public interface Inflation {
    /**
     * Inflates a message.
     *
     * @param compressed the payloads of its frames, borrowed; the indices stay
     * @return owned by the caller
     * @throws ProtocolViolation if it is corrupt (1007) or too large (1009)
     */
    ByteBuf inflate(ByteBuf compressed);
}
