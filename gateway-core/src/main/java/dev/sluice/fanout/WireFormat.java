package dev.sluice.fanout;

import dev.sluice.message.PayloadType;
import dev.sluice.message.Publication;

/** A way to write a publication, shared by all members who understand it. */
public enum WireFormat {
    /** The payload in a frame of its own type, and nothing around it. */
    RAW(false, false),

    /** A {@code message} of the envelope, version 1. */
    ENVELOPE(true, false),

    /** As {@link #RAW}, compressed by itself where that saves bytes (RFC 7692). */
    RAW_DEFLATED(false, true),

    /** As {@link #ENVELOPE}, compressed by itself where that saves bytes. */
    ENVELOPE_DEFLATED(true, true);

    private final boolean envelope;
    private final boolean deflated;

    WireFormat(boolean envelope, boolean deflated) {
        this.envelope = envelope;
        this.deflated = deflated;
    }

    /** The same words, compressed. */
    public WireFormat deflated() {
        return envelope ? ENVELOPE_DEFLATED : RAW_DEFLATED;
    }

    boolean isEnvelope() {
        return envelope;
    }

    boolean isDeflated() {
        return deflated;
    }

    /** Whether the publication goes out as a binary message. */
    boolean isBinary(Publication publication) {
        return !envelope && publication.message().type() == PayloadType.BINARY;
    }
}
