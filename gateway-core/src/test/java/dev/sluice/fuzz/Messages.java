package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.protocol.websocket.FrameParser;
import dev.sluice.protocol.websocket.FrameSink;
import dev.sluice.protocol.websocket.MessageAssembler;
import dev.sluice.protocol.websocket.MessageSink;
import dev.sluice.protocol.websocket.ProtocolViolation;
import dev.sluice.testing.CountedBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A client's frames, from bytes to messages. Writes each message down, checks it, and counts what is kept meanwhile. */
final class Messages implements Subject, MessageSink {
    static final int MOST_MESSAGE_BYTES = 1000;
    static final int MOST_FRAGMENTS = 16;

    private static final int MOST_CONTROL_BYTES = 125;

    /** Buffers grow in powers of two, and one more is there while one grows. */
    private static final int MOST_KEPT_BYTES = 1024 + 128;

    private final CountedBuffers buffers = new CountedBuffers();
    private final FrameParser parser = new FrameParser(FrameParser.Role.FROM_CLIENT);
    private final MessageAssembler assembler;
    private final FrameSink frames;
    private final StringBuilder events = new StringBuilder();
    private boolean failed;

    Messages(int mostFragments) {
        this.assembler = new MessageAssembler(buffers.allocator(), MOST_MESSAGE_BYTES, mostFragments, this);
        this.frames = assembler;
    }

    @Override
    public void read(byte[] stream, int from, int to) {
        if (failed) {
            return;
        }
        ByteBuf in = buffers.allocator().heapBuffer(Math.max(1, to - from)).writeBytes(stream, from, to - from);
        try {
            parser.read(in, frames);
        } catch (ProtocolViolation violation) {
            failed = true;
            assertThat(CloseCode.mayBeSent(violation.closeCode())).isTrue();
            events.append("\nviolation ").append(violation.closeCode()).append(violation.reason());
            assembler.release();
        }
        assertThat(in.refCnt()).as("the buffer stays its owner's").isEqualTo(1);
        in.release();
        assertThat(buffers.unreleasedBytes()).as("bytes kept").isLessThanOrEqualTo(failed ? 0 : MOST_KEPT_BYTES);
    }

    @Override
    public String outcome() {
        assembler.release();
        assertThat(buffers.unreleasedBytes()).as("bytes that nobody released").isZero();
        return events.toString();
    }

    @Override
    public void onText(ByteBuf payload) {
        assertThat(payload.readableBytes()).isLessThanOrEqualTo(MOST_MESSAGE_BYTES);
        assertUtf8(ByteBufUtil.getBytes(payload));
        note("text ", payload);
    }

    @Override
    public void onBinary(ByteBuf payload) {
        assertThat(payload.readableBytes()).isLessThanOrEqualTo(MOST_MESSAGE_BYTES);
        note("binary ", payload);
    }

    @Override
    public void onPing(ByteBuf payload) {
        assertThat(payload.readableBytes()).isLessThanOrEqualTo(MOST_CONTROL_BYTES);
        note("ping ", payload);
    }

    @Override
    public void onPong(ByteBuf payload) {
        assertThat(payload.readableBytes()).isLessThanOrEqualTo(MOST_CONTROL_BYTES);
        note("pong ", payload);
    }

    @Override
    public void onClose(int code, String reason) {
        assertThat(code).matches(c -> c == CloseCode.NO_STATUS || isLawful(c), "a lawful code");
        assertThat(reason.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(MOST_CONTROL_BYTES - 2);
        events.append("\nclose ").append(code).append(' ').append(reason);
    }

    /** RFC 6455, 7.4, and what was registered since. */
    private static boolean isLawful(int code) {
        return code >= 1000 && code <= 4999 && !(code >= 1004 && code <= 1006) && !(code >= 1015 && code <= 2999);
    }

    private static void assertUtf8(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
        } catch (CharacterCodingException notUtf8) {
            throw new AssertionError("a text that is not UTF-8", notUtf8);
        }
    }

    private void note(String kind, ByteBuf payload) {
        events.append('\n').append(kind).append(payload.toString(StandardCharsets.ISO_8859_1));
    }
}
