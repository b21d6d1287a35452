package dev.sluice.protocol.websocket;

/** Which close frames have passed on one connection (RFC 6455, 7.1), so that each side sends exactly one. */
public enum ClosingHandshake {
    /** Neither side has closed. Ours leads to {@link #SENT}, the peer's to {@link #COMPLETE}. */
    OPEN,

    /** Ours is out; data that still comes is ignored. The peer's leads to {@link #COMPLETE}. */
    SENT,

    /** Both have passed, or will never: nothing is sent or read any more. */
    COMPLETE;

    /** Whether a close frame may still be sent. */
    public boolean maySend() {
        return this == OPEN;
    }

    /** What follows once our close frame is out. */
    public ClosingHandshake sent() {
        return switch (this) {
            case OPEN -> SENT;
            case SENT, COMPLETE -> throw new IllegalStateException("a second close frame in " + this);
        };
    }
}
