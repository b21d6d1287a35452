package dev.sluice.protocol.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.protocol.websocket.ProtocolViolation;
import dev.sluice.testing.Bytes;
import dev.sluice.testing.CountedBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inflating what others have deflated: the examples of RFC 7692, the limits, and what is corrupt. */
class DeflateTest {
    private static final int MOST_BYTES = 10_000;

    private final CountedBuffers buffers = new CountedBuffers();
    private final MessageInflater inflater = new MessageInflater(buffers.allocator(), MOST_BYTES);
    private final DeflatingWriter writer = new DeflatingWriter(1, (plain, compressed) -> {});

    @AfterEach
    void everyBufferIsGivenBack() {
        assertThat(buffers.unreleasedBytes()).isZero();
    }

    /** RFC 7692, 7.2.3.1, 7.2.3.3, 7.2.3.4 and 7.2.3.5: one block, one without compression, one that ends the stream, two. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "f2 48 cd c9 c9 07 00",
                "00 05 00 fa ff 48 65 6c 6c 6f 00",
                "f3 48 cd c9 c9 07 00 00",
                "f2 48 05 00 00 00 ff ff ca c9 c9 07 00",
                "f3 48 cd c9 c9 07 00",
            })
    void the_examples_of_the_rfc_say_hello(String hex) {
        assertThat(inflate(hex)).isEqualTo("Hello");
    }

    @Test
    void an_empty_message_is_one_zero_byte() { // RFC 7692, 7.2.3.6
        assertThat(inflate("00")).isEmpty();
    }

    @Test
    void a_second_message_may_look_back_at_the_first_with_context_takeover() { // RFC 7692, 7.2.3.2
        ConnectionDeflate connection = connection(false, false, 15);
        assertThat(inflate(connection, "f2 48 cd c9 c9 07 00")).isEqualTo("Hello");
        assertThat(inflate(connection, "f2 00 11 00 00")).isEqualTo("Hello");
    }

    @Test
    void without_context_takeover_a_look_back_at_an_earlier_message_is_corrupt() {
        ConnectionDeflate connection = connection(true, true, 15);
        assertThat(inflate(connection, "f2 48 cd c9 c9 07 00")).isEqualTo("Hello");
        assertCorrupt(() -> inflate(connection, "f2 00 11 00 00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ff",
                "06",
                "f2 48 cd c9 c9 07",
                "f2 48 cd c9 c9",
                "f2 48 cd",
                "00 05 00 fb ff 48 65 6c 6c 6f 00",
                "00 05 00 fa ff 48 65 6c 6c 6f",
                "00 05 00 fa ff 48 65",
                "f2 48 cd c9 c9 07 00 01",
                "f2 48 cd c9 c9 07 00 00 00 ff ff",
                "f3 48 cd c9 c9 07 00 ff",
            })
    void what_is_cut_short_or_no_deflate_stream_is_corrupt(String hex) {
        assertCorrupt(() -> inflate(hex));
    }

    @Test
    void a_message_of_thousands_of_streams_is_corrupt() {
        assertCorrupt(() -> inflate("03 00".repeat(1000)));
        assertThat(inflate("03 00".repeat(10))).isEmpty();
    }

    @Test
    void a_message_may_be_as_large_as_the_limit_and_no_larger() {
        assertThat(inflate(deflated("x".repeat(MOST_BYTES)))).hasSize(MOST_BYTES);
        assertTooBig(() -> inflate(deflated("x".repeat(MOST_BYTES + 1))));
        assertTooBig(() -> inflate(deflated("x".repeat(50 * MOST_BYTES))));
    }

    @Test
    void a_message_that_is_not_smaller_when_compressed_goes_out_plain() {
        byte[] noise = new byte[64];
        new java.util.Random(7).nextBytes(noise);
        ByteBuf out = Unpooled.buffer();
        writer.write(out, dev.sluice.protocol.websocket.Opcode.BINARY, Unpooled.wrappedBuffer(noise));
        assertThat(Bytes.toHex(out)).isEqualTo("8240" + Bytes.toHex(Unpooled.wrappedBuffer(noise)));
    }

    private String inflate(String hex) {
        return text(inflater.inflate(Unpooled.wrappedBuffer(Bytes.hex(hex)), null));
    }

    private String inflate(ByteBuf compressed) {
        return text(inflater.inflate(compressed, null));
    }

    private static String inflate(ConnectionDeflate connection, String hex) {
        return text(connection.inflate(Unpooled.wrappedBuffer(Bytes.hex(hex))));
    }

    private ConnectionDeflate connection(boolean serverForgets, boolean clientForgets, int bits) {
        OptionalInt window = OptionalInt.of(bits);
        return new ConnectionDeflate(
                new DeflateParameters(serverForgets, clientForgets, window, window), inflater, writer);
    }

    private static ByteBuf deflated(String text) {
        ByteBuf out = Unpooled.buffer();
        new MessageDeflater().deflate(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), out, 15, null);
        return out;
    }

    private static String text(ByteBuf owned) {
        try {
            return owned.toString(StandardCharsets.UTF_8);
        } finally {
            owned.release();
        }
    }

    private static void assertCorrupt(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertViolation(action, CloseCode.BAD_DATA);
    }

    private static void assertTooBig(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertViolation(action, CloseCode.TOO_BIG);
    }

    private static void assertViolation(org.assertj.core.api.ThrowableAssert.ThrowingCallable action, int code) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(ProtocolViolation.class, violation -> assertThat(violation.closeCode())
                        .isEqualTo(code));
    }
}
