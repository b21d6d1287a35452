package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.protocol.websocket.FrameHeader;
import dev.sluice.protocol.websocket.FrameParser;
import dev.sluice.protocol.websocket.FrameSink;
import dev.sluice.protocol.websocket.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Any bytes are frames or a violation, and the same ones however they are split. */
class FrameParserFuzz {
    @FuzzTest
    void bytes_are_frames_or_a_violation(byte[] input) {
        SplitStream stream = new SplitStream(input);
        FrameParser.Role role = stream.variant() ? FrameParser.Role.FROM_SERVER : FrameParser.Role.FROM_CLIENT;
        stream.readHoweverSplit(() -> new Frames(role, false));
        stream.readHoweverSplit(() -> new Frames(role, true));
    }

    /** Writes down each frame. */
    private static final class Frames implements Subject, FrameSink {
        private final FrameParser parser;
        private final StringBuilder events = new StringBuilder();
        private long rest;
        private boolean inFrame;
        private boolean failed;

        Frames(FrameParser.Role role, boolean deflate) {
            this.parser = new FrameParser(role, deflate);
        }

        @Override
        public void read(byte[] stream, int from, int to) {
            if (failed) {
                return;
            }
            ByteBuf in = Unpooled.copiedBuffer(stream, from, to - from);
            try {
                parser.read(in, this);
                assertThat(in.isReadable()).as("bytes left unread").isFalse();
            } catch (ProtocolViolation violation) {
                failed = true;
                events.append("\nviolation ").append(violation.reason());
            }
            assertThat(in.refCnt()).as("the buffer stays its owner's").isEqualTo(1);
        }

        @Override
        public void onHeader(FrameHeader header) {
            assertThat(inFrame).as("a header inside a frame").isFalse();
            assertThat(header.payloadLength()).isNotNegative();
            inFrame = true;
            rest = header.payloadLength();
            events.append('\n').append(header.opcode());
            events.append(header.fin() ? " fin " : " more ").append(header.compressed() ? "compressed " : "");
            events.append(rest).append(' ');
        }

        @Override
        public void onPayload(ByteBuf payload, boolean endOfFrame) {
            assertThat(inFrame).as("payload outside a frame").isTrue();
            rest -= payload.readableBytes();
            assertThat(endOfFrame).as("end of frame, %d bytes to come", rest).isEqualTo(rest == 0);
            inFrame = !endOfFrame;
            events.append(payload.toString(StandardCharsets.ISO_8859_1));
        }

        @Override
        public String outcome() {
            return events.append("\nbetween frames: ")
                    .append(failed || parser.isBetweenFrames())
                    .toString();
        }
    }
}
