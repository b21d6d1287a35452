package dev.sluice.protocol.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.websocket.FrameParser;
import dev.sluice.protocol.websocket.MessageAssembler;
import dev.sluice.protocol.websocket.MessageRules;
import dev.sluice.protocol.websocket.MessageSink;
import dev.sluice.protocol.websocket.PieceBudget;
import dev.sluice.protocol.websocket.ProtocolViolation;
import dev.sluice.testing.Bytes;
import dev.sluice.testing.CountedBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compressed messages among frames (RFC 7692, 6 and 7.2): where RSV1 may stand, what comes in pieces, what comes between. */
class CompressedMessagesTest {
    private static final int MOST_BYTES = 1000;

    /** From a server, so that nothing is masked. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "c1 07 f248cdc9c90700 | text Hello",
                "c2 07 f248cdc9c90700 | binary 48656c6c6f",
                "81 05 48656c6c6f | text Hello",
                "c1 07 f248cdc9c90700 81 01 78 c1 07 f248cdc9c90700 | text Hello, text x, text Hello",
                "41 03 f248cd 80 04 c9c90700 | text Hello",
                "41 03 f248cd 89 01 21 00 02 c9c9 8a 01 22 80 02 0700 | ping 21, pong 22, text Hello",
                "41 00 00 00 80 07 f248cdc9c90700 | text Hello",
                "c1 07 f248cdc9c90700 88 02 03e8 | text Hello, close 1000",
                "c9 00 | violation 1002",
                "ca 00 | violation 1002",
                "c8 02 03e8 | violation 1002",
                "41 03 f248cd c0 04 c9c90700 | violation 1002",
                "01 01 78 c0 00 | violation 1002",
                "a1 00 | violation 1002",
                "91 00 | violation 1002",
                "f1 00 | violation 1002",
                "c1 00 | violation 1007",
                "c1 01 ff | violation 1007",
                "c1 06 f248cdc9c907 | violation 1007",
                "41 03 f248cd 80 00 | violation 1007",
                "c1 04 ba0700 00 | violation 1007",
            })
    void each_stream_means_what_the_rfc_says(String hex, String events) {
        byte[] stream = Bytes.hex(hex);
        for (int split = 0; split <= stream.length; split++) {
            assertThat(read(stream, split)).as("split at %d", split).isEqualTo(events == null ? "" : events);
        }
    }

    @Test
    void text_that_inflates_to_bad_utf8_is_refused() {
        ByteBuf bad = Unpooled.wrappedBuffer(new byte[] {'a', (byte) 0xC0, (byte) 0xAF});
        assertThat(read(frame(bad, 0xC1), 0)).isEqualTo("violation 1007");
        assertThat(read(frame(bad, 0xC2), 0)).isEqualTo("binary 61c0af");
    }

    @Test
    void an_inflated_message_keeps_the_limit_of_messages() {
        ByteBuf fits = Unpooled.copiedBuffer("x".repeat(MOST_BYTES), StandardCharsets.UTF_8);
        assertThat(read(frame(fits, 0xC1), 0)).isEqualTo("text " + "x".repeat(MOST_BYTES));
        ByteBuf bomb = Unpooled.copiedBuffer("x".repeat(1000 * MOST_BYTES), StandardCharsets.UTF_8);
        assertThat(read(frame(bomb, 0xC1), 0)).isEqualTo("violation 1009");
    }

    @Test
    void what_does_not_shrink_may_be_a_little_larger_on_the_wire() {
        byte[] noise = new byte[MOST_BYTES];
        new java.util.Random(1).nextBytes(noise);
        ByteBuf fits = Unpooled.wrappedBuffer(noise);
        assertThat(read(frame(fits, 0xC2), 0)).isEqualTo("binary " + Bytes.toHex(fits));
    }

    /** As a sender may who has only the fixed codes (RFC 1951, 3.2.6), nine bits for each byte from 144. */
    @Test
    void a_message_of_the_largest_size_may_come_in_fixed_codes() {
        byte[] high = new byte[MOST_BYTES];
        java.util.Arrays.fill(high, (byte) 0xFF);
        java.math.BigInteger bits = java.math.BigInteger.valueOf(0b010); // first bits: not the last block, fixed codes
        int at = 3;
        for (int i = 0; i < MOST_BYTES; i++) {
            bits = bits.or(java.math.BigInteger.valueOf(0x1FF).shiftLeft(at)); // the code of 0xFF is nine ones
            at += 9;
        }
        at += 7; // the end of the block: seven zeros; then an empty stored block, as far as it is sent
        at += 3;
        byte[] stream = new byte[(at + 7) / 8];
        byte[] bigEndian = bits.toByteArray();
        for (int i = 0; i < bigEndian.length && i < stream.length; i++) {
            stream[i] = bigEndian[bigEndian.length - 1 - i];
        }
        ByteBuf frame = Unpooled.buffer().writeByte(0xC2).writeByte(126).writeShort(stream.length);
        frame.writeBytes(stream);
        assertThat(read(io.netty.buffer.ByteBufUtil.getBytes(frame), 0))
                .isEqualTo("binary " + Bytes.toHex(Unpooled.wrappedBuffer(high)));
    }

    @Test
    void a_frame_that_no_inflated_message_could_fill_is_refused_before_it_comes() {
        assertThat(read(Bytes.hex("c2 7e 07d0"), 0)).isEqualTo("violation 1009");
    }

    private static byte[] frame(ByteBuf message, int first) {
        ByteBuf compressed = Unpooled.buffer();
        new MessageDeflater().deflate(message, compressed, DeflateParameters.MOST_WINDOW_BITS, null);
        ByteBuf frame = Unpooled.buffer().writeByte(first);
        int length = compressed.readableBytes();
        if (length > 125) {
            frame.writeByte(126).writeShort(length);
        } else {
            frame.writeByte(length);
        }
        frame.writeBytes(compressed);
        return io.netty.buffer.ByteBufUtil.getBytes(frame);
    }

    private static String read(byte[] stream, int split) {
        CountedBuffers buffers = new CountedBuffers();
        ConnectionDeflate deflate = new ConnectionDeflate(
                new DeflateParameters(true, true, OptionalInt.empty(), OptionalInt.empty()),
                new MessageInflater(buffers.allocator(), MOST_BYTES),
                new DeflatingWriter(1, (plain, compressed) -> {}));
        Events events = new Events();
        FrameParser parser = new FrameParser(FrameParser.Role.FROM_SERVER, true);
        MessageAssembler assembler = new MessageAssembler(
                new MessageRules(buffers.allocator(), MOST_BYTES, 0, PieceBudget.NONE), events, deflate);
        try {
            parser.read(Unpooled.copiedBuffer(stream, 0, split), assembler);
            parser.read(Unpooled.copiedBuffer(stream, split, stream.length - split), assembler);
        } catch (ProtocolViolation violation) {
            events.all.add("violation " + violation.closeCode());
        }
        assembler.release();
        assertThat(buffers.unreleasedBytes()).isZero();
        return String.join(", ", events.all);
    }

    private static final class Events implements MessageSink {
        private final List<String> all = new ArrayList<>();

        @Override
        public void onText(ByteBuf payload) {
            all.add("text " + payload.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void onBinary(ByteBuf payload) {
            all.add("binary " + Bytes.toHex(payload));
        }

        @Override
        public void onPing(ByteBuf payload) {
            all.add("ping " + Bytes.toHex(payload));
        }

        @Override
        public void onPong(ByteBuf payload) {
            all.add("pong " + Bytes.toHex(payload));
        }

        @Override
        public void onClose(int code, String reason) {
            all.add("close " + code);
        }
    }
}
