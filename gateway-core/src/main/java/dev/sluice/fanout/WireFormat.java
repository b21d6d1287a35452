package dev.sluice.fanout;

import dev.sluice.codec.MessageCodec;
import dev.sluice.message.PayloadType;
import dev.sluice.message.Publication;
import dev.sluice.protocol.websocket.FrameWriter;
import dev.sluice.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;

/** A way to write a publication, shared by all members who understand it. */
public enum WireFormat {
    /** The payload in a frame of its own type, and nothing around it. */
    RAW {
        @Override
        void write(Publication publication, MessageCodec codec, ByteBuf scratch, ByteBuf out) {
            FrameWriter.write(
                    out,
                    isBinary(publication) ? Opcode.BINARY : Opcode.TEXT,
                    publication.message().payload());
        }

        @Override
        boolean isBinary(Publication publication) {
            return publication.message().type() == PayloadType.BINARY;
        }
    },

    /** A {@code message} of the envelope, version 1. */
    ENVELOPE {
        @Override
        void write(Publication publication, MessageCodec codec, ByteBuf scratch, ByteBuf out) {
            scratch.clear();
            codec.encodePublication(publication, scratch);
            FrameWriter.write(out, Opcode.TEXT, scratch);
        }

        @Override
        boolean isBinary(Publication publication) {
            return false;
        }
    };

    /**
     * Writes one whole frame.
     *
     * @param scratch for whoever must know a length before it writes; its content is lost
     */
    abstract void write(Publication publication, MessageCodec codec, ByteBuf scratch, ByteBuf out);

    /** Whether the publication goes out as a binary message. */
    abstract boolean isBinary(Publication publication);
}
