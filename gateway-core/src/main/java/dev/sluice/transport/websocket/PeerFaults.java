package dev.sluice.transport.websocket;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;

/** Tells the failures that a peer causes, which are no news to the operator, from those that are ours. */
final class PeerFaults {
    private PeerFaults() {}

    /** Whether the peer's side is gone, or what it sent is no TLS (an {@code SSLException} is an {@code IOException}). */
    static boolean isOne(Throwable cause) {
        return cause instanceof IOException
                || (cause instanceof DecoderException && cause.getCause() instanceof IOException);
    }
}
