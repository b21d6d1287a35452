package dev.sluice.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Bytes;
import dev.sluice.testing.CountedBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection as the protocol sees it: {@code read} bytes, then {@code expect} what they mean. Each message, control frame and
 * violation becomes a line, so that whole outcomes can be compared.
 */
final class Wire implements MessageSink {
    static final int MOST_MESSAGE_BYTES = 100_000;
    static final int MOST_FRAGMENTS = 1024;

    private final CountedBuffers buffers = new CountedBuffers();
    private final FrameParser parser;
    private final MessageAssembler assembler;
    private final List<String> events = new ArrayList<>();
    private int expected;
    private boolean failed;

    private Wire(FrameParser.Role role, int mostMessageBytes, int mostFragments) {
        this.parser = new FrameParser(role);
        this.assembler = new MessageAssembler(buffers.allocator(), mostMessageBytes, mostFragments, this);
    }

    static Wire fromClient() {
        return new Wire(FrameParser.Role.FROM_CLIENT, MOST_MESSAGE_BYTES, MOST_FRAGMENTS);
    }

    static Wire fromServer() {
        return new Wire(FrameParser.Role.FROM_SERVER, MOST_MESSAGE_BYTES, MOST_FRAGMENTS);
    }

    static Wire fromServer(int mostMessageBytes, int mostFragments) {
        return new Wire(FrameParser.Role.FROM_SERVER, mostMessageBytes, mostFragments);
    }

    Wire read(String hex) {
        return read(Bytes.hex(hex));
    }

    /** Reads a piece of the stream, from a copy, as unmasking changes what is read; nothing after a violation. */
    Wire read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    Wire read(byte[] bytes, int from, int to) {
        if (failed) {
            return this;
        }
        ByteBuf in = Unpooled.copiedBuffer(bytes, from, to - from);
        try {
            parser.read(in, assembler);
            assertThat(in.isReadable()).as("bytes left unread").isFalse();
        } catch (ProtocolViolation violation) {
            failed = true;
            assembler.release();
            events.add("violation " + violation.closeCode() + " " + violation.reason());
        }
        return this;
    }

    Wire readByteByByte(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            read(bytes, i, i + 1);
        }
        return this;
    }

    Wire expectText(String text) {
        return expect("text " + text);
    }

    Wire expectBinary(String hex) {
        return expect("binary " + hex.replaceAll("\\s", ""));
    }

    Wire expectPing(String hex) {
        return expect("ping " + hex.replaceAll("\\s", ""));
    }

    Wire expectPong(String hex) {
        return expect("pong " + hex.replaceAll("\\s", ""));
    }

    Wire expectClose(int code, String reason) {
        return expect("close " + code + " " + reason);
    }

    Wire expectViolation(int closeCode, String reason) {
        return expect("violation " + closeCode + " " + reason);
    }

    Wire expectNothing() {
        assertThat(events.subList(expected, events.size())).isEmpty();
        return this;
    }

    Wire expectBetweenFrames(boolean between) {
        assertThat(parser.isBetweenFrames()).isEqualTo(between);
        return this;
    }

    /** All lines so far, once everything that an unfinished message holds has been given back. */
    List<String> outcome() {
        assembler.release();
        assertThat(buffers.unreleasedBytes()).as("bytes that nobody released").isZero();
        return events;
    }

    @Override
    public void onText(ByteBuf payload) {
        events.add("text " + payload.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void onBinary(ByteBuf payload) {
        events.add("binary " + Bytes.toHex(payload));
    }

    @Override
    public void onPing(ByteBuf payload) {
        events.add("ping " + Bytes.toHex(payload));
    }

    @Override
    public void onPong(ByteBuf payload) {
        events.add("pong " + Bytes.toHex(payload));
    }

    @Override
    public void onClose(int code, String reason) {
        events.add("close " + code + " " + reason);
    }

    private Wire expect(String event) {
        assertThat(events).as("lines so far").hasSizeGreaterThan(expected);
        assertThat(events.get(expected++)).isEqualTo(event);
        return this;
    }
}
