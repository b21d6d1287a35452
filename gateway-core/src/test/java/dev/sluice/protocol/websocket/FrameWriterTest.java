package dev.sluice.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames as the gateway writes them. */
class FrameWriterTest {
    private final ByteBuf out = Unpooled.buffer();

    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({
        "0,     8200",
        "125,   827d",
        "126,   827e007e",
        "65535, 827effff",
        "65536, 827f0000000000010000",
    })
    void a_length_is_written_in_its_shortest_form(int bytes, String header) {
        FrameWriter.writeHeader(out, Opcode.BINARY, bytes);
        assertThat(Bytes.toHex(out)).isEqualTo(header);
        assertThat(FrameWriter.headerLength(bytes)).isEqualTo(out.readableBytes());
        assertThat(FrameWriter.LARGEST_SERVER_HEADER_BYTES).isGreaterThanOrEqualTo(out.readableBytes());
    }

    @Test
    void the_examples_of_the_rfc_are_written_as_it_says() { // RFC 6455, 5.7
        ByteBuf hello = Unpooled.copiedBuffer("Hello", StandardCharsets.US_ASCII);
        FrameWriter.write(out, Opcode.TEXT, hello);
        FrameWriter.writeMasked(out, Opcode.TEXT, hello, 0x37FA213D);
        assertThat(Bytes.toHex(out)).isEqualTo("810548656c6c6f" + "818537fa213d7f9f4d5158");
        assertThat(hello.readableBytes()).as("the payload's indices stay").isEqualTo(5);
    }

    @Test
    void a_close_frame_carries_code_and_reason() {
        FrameWriter.writeClose(out, CloseCode.NORMAL, "");
        FrameWriter.writeClose(out, CloseCode.SLOW_CONSUMER, "ä");
        assertThat(Bytes.toHex(out)).isEqualTo("880203e8" + "88041004c3a4");
    }

    @ParameterizedTest(name = "{0} × a, then {1}: {2} bytes kept")
    @CsvSource({
        "123, '', 123",
        "122, ä,  122",
        "121, ä,  123",
        "121, €,  121",
        "120, €,  123",
        "122, 😀, 122",
        "120, 😀, 120",
        "119, 😀, 123",
        "0,   ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää, 122",
        "500, 😀, 123",
    })
    void a_long_reason_is_cut_at_the_end_of_a_character(int letters, String last, int kept) {
        String reason = "a".repeat(letters) + last;
        FrameWriter.writeClose(out, CloseCode.NORMAL, reason);
        byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
        String cut = new String(utf8, 0, kept, StandardCharsets.UTF_8);
        assertThat(out.readableBytes()).isEqualTo(2 + 2 + kept);
        Wire.fromServer().read(Bytes.hex(Bytes.toHex(out))).expectClose(1000, cut);
    }
}
