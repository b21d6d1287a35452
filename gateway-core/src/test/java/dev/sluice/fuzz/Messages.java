package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.deflate.DeflateParameters;
import dev.sluice.protocol.deflate.LaneDeflate;
import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.protocol.websocket.FrameParser;
import dev.sluice.protocol.websocket.Inflation;
import dev.sluice.protocol.websocket.MessageAssembler;
import dev.sluice.protocol.websocket.MessageRules;
import dev.sluice.protocol.websocket.MessageSink;
import dev.sluice.protocol.websocket.PieceBudget;
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

    /** A message and a control frame: buffers grow in powers of two, and what is compressed may be a little larger. */
    private static final int MOST_KEPT_BYTES = 2048 + 128;

    /** What an inflated message may take beside it: one byte tells that there is more. */
    private static final int MOST_INFLATED_BYTES = MOST_MESSAGE_BYTES + 1;

    private final CountedBuffers buffers = new CountedBuffers();
    private final FrameParser parser;
    private final MessageAssembler assembler;
    private final StringBuilder events = new StringBuilder();
    private int readBytes;
    private boolean failed;

    /** Of a connection without extensions. */
    Messages(int mostFragments) {
        this.parser = new FrameParser(FrameParser.Role.FROM_CLIENT);
        this.assembler = new MessageAssembler(buffers.allocator(), MOST_MESSAGE_BYTES, mostFragments, this);
    }

    /** Of a connection with permessage-deflate. */
    Messages(DeflateParameters agreed) {
        Inflation inflation = new LaneDeflate(
                        Compression.ON, buffers.allocator(), MOST_MESSAGE_BYTES, (plain, compressed) -> {})
                .connection(agreed);
        this.parser = new FrameParser(FrameParser.Role.FROM_CLIENT, true);
        this.assembler = new MessageAssembler(
                new MessageRules(buffers.allocator(), MOST_MESSAGE_BYTES, MOST_FRAGMENTS, PieceBudget.NONE),
                this,
                inflation);
    }

    @Override
    public void read(byte[] stream, int from, int to) {
        if (failed) {
            return;
        }
        ByteBuf in = buffers.allocator().heapBuffer(Math.max(1, to - from)).writeBytes(stream, from, to - from);
        readBytes = in.capacity();
        try {
            parser.read(in, assembler);
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
        checkSize(payload);
        assertUtf8(ByteBufUtil.getBytes(payload));
        note("text ", payload);
    }

    @Override
    public void onBinary(ByteBuf payload) {
        checkSize(payload);
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

    private void checkSize(ByteBuf message) {
        assertThat(message.readableBytes()).isLessThanOrEqualTo(MOST_MESSAGE_BYTES);
        assertThat(buffers.unreleasedBytes())
                .as("bytes kept, beside what was read")
                .isLessThanOrEqualTo(readBytes + MOST_KEPT_BYTES + MOST_INFLATED_BYTES);
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
