package dev.sluice.protocol.deflate;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a message to one connection may look back at.
 *
 * @param windowBits the base-two logarithm of the furthest reference
 * @param window what was sent before; null where each message stands by itself
 */
record OutboundContext(int windowBits, @Nullable SlidingWindow window) {
    /** Nothing, in the usual window. */
    static final OutboundContext FRESH = new OutboundContext(DeflateParameters.MOST_WINDOW_BITS, null);

    /** Keeps a message that the client has in its window too. */
    void sentCompressed(ByteBuf payload) {
        if (window != null) {
            window.append(payload);
        }
    }
}
