package dev.sluice.protocol.deflate;

import io.netty.buffer.ByteBufAllocator;

/** permessage-deflate on one lane: what all of its connections and rooms share. Confined to the lane. */
public final class LaneDeflate {
    private final Compression compression;
    private final ByteBufAllocator allocator;
    private final MessageInflater inflater;
    private final DeflatingWriter writer;

    /**
     * @param mostMessageBytes that a message may have, inflated
     */
    public LaneDeflate(
            Compression compression,
            ByteBufAllocator allocator,
            int mostMessageBytes,
            DeflatingWriter.Savings savings) {
        this.compression = compression;
        this.allocator = allocator;
        this.inflater = new MessageInflater(allocator, mostMessageBytes);
        this.writer = new DeflatingWriter(compression.threshold(), savings);
    }

    /** What may be agreed on. */
    public Compression compression() {
        return compression;
    }

    /** Of what comes in pieces or is inflated. */
    public ByteBufAllocator allocator() {
        return allocator;
    }

    /** Writes what is compressed once for all. */
    public DeflatingWriter writer() {
        return writer;
    }

    /** One connection's half of it. */
    public ConnectionDeflate connection(DeflateParameters agreed) {
        return new ConnectionDeflate(agreed, inflater, writer);
    }
}
