package dev.sluice.protocol.websocket;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A client's bytes to messages: a parser and an assembler. Between two messages it knows nothing of the client, so that it may serve
 * another one of the lane, unless it inflates. Whoever has it while it {@linkplain #isFree is not free} {@linkplain #release ends} it.
 */
public final class MessageReader {
    private final FrameParser parser;
    private final MessageAssembler assembler;

    /** @param inflation null where the client has not agreed on compression */
    public MessageReader(MessageRules rules, MessageSink sink, @Nullable Inflation inflation) {
        this.parser = new FrameParser(FrameParser.Role.FROM_CLIENT, inflation != null);
        this.assembler = new MessageAssembler(rules, sink, inflation);
    }

    /** Whether it may serve somebody else. */
    public boolean isFree() {
        return parser.isBetweenFrames() && assembler.isFree();
    }

    /** Serves this client from here on. Only while it is free. */
    public void serve(MessageSink next) {
        assembler.serve(next);
    }

    /**
     * Reads everything in the buffer.
     *
     * @param in consumed; its payload bytes are unmasked in place, so it must not be shared
     * @throws ProtocolViolation if the bytes, or the sink, say so; then it reads no more
     */
    public void read(ByteBuf in) {
        parser.read(in, assembler);
    }

    /** Gives back what an unfinished message holds. May be called again. */
    public void release() {
        assembler.release();
    }
}
