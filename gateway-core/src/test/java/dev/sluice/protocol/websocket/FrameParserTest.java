package dev.sluice.protocol.websocket;

import dev.sluice.testing.Bytes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames as RFC 6455 draws them, and each way to get one wrong. */
class FrameParserTest {
    private static final String HELLO = "48656c6c6f";

    @Test
    void the_examples_of_the_rfc_read_as_it_says() { // RFC 6455, 5.7
        Wire.fromServer().read("81 05 " + HELLO).expectText("Hello").expectNothing();
        Wire.fromClient().read("81 85 37fa213d 7f9f4d5158").expectText("Hello").expectNothing();
        Wire.fromServer()
                .read("01 03 48656c")
                .expectNothing()
                .read("80 02 6c6f")
                .expectText("Hello");
        Wire.fromServer().read("89 05 " + HELLO).expectPing(HELLO);
        Wire.fromClient().read("8a 85 37fa213d 7f9f4d5158").expectPong(HELLO);
        Wire.fromServer().read("82 7e0100 " + "5a".repeat(256)).expectBinary("5a".repeat(256));
        Wire.fromServer().read("82 7f0000000000010000 " + "a5".repeat(65_536)).expectBinary("a5".repeat(65_536));
    }

    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({
        "0,      82 00",
        "1,      82 01",
        "125,    82 7d",
        "126,    82 7e 007e",
        "65535,  82 7e ffff",
        "65536,  82 7f 0000000000010000",
    })
    void each_form_of_the_length_holds_up_to_its_border(int bytes, String header) {
        Wire.fromServer()
                .read(header)
                .read("33".repeat(bytes))
                .expectBinary("33".repeat(bytes))
                .expectNothing()
                .expectBetweenFrames(true);
    }

    @Test
    void several_frames_in_one_read_come_out_in_order() {
        Wire.fromServer()
                .read("81 01 61   89 00   82 02 0102   8a 01 ff   81 01 62")
                .expectText("a")
                .expectPing("")
                .expectBinary("0102")
                .expectPong("ff")
                .expectText("b")
                .expectNothing();
    }

    @Test
    void an_empty_message_is_a_message() {
        Wire.fromServer().read("81 00").expectText("").read("82 00").expectBinary("");
        Wire.fromClient()
                .read("81 80 37fa213d")
                .expectText("")
                .read("82 80 00000000")
                .expectBinary("");
    }

    @Test
    void a_key_of_zeros_masks_nothing_and_is_lawful() {
        Wire.fromClient().read("81 85 00000000 " + HELLO).expectText("Hello");
    }

    @Test
    void the_key_starts_again_with_each_frame() {
        Wire.fromClient()
                .read("81 83 01020304 606060")
                .read("81 83 ff000000 9e6263")
                .expectText("abc")
                .expectText("abc");
    }

    @Test
    void a_parser_knows_whether_it_stands_between_two_frames() {
        Wire.fromServer()
                .expectBetweenFrames(true)
                .read("82")
                .expectBetweenFrames(false)
                .read("02")
                .expectBetweenFrames(false)
                .read("61")
                .expectBetweenFrames(false)
                .read("62")
                .expectBetweenFrames(true)
                .read("02 00") // a message is open, but no frame
                .expectBetweenFrames(true);
    }

    /** What two bytes can say, two bytes are judged for: the rest need never come. */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "81 05, 1002, client frames must be masked",
        "83 80, 1002, reserved opcode",
        "84 80, 1002, reserved opcode",
        "85 80, 1002, reserved opcode",
        "86 80, 1002, reserved opcode",
        "87 80, 1002, reserved opcode",
        "8b 80, 1002, reserved opcode",
        "8c 80, 1002, reserved opcode",
        "8d 80, 1002, reserved opcode",
        "8e 80, 1002, reserved opcode",
        "8f 80, 1002, reserved opcode",
        "c1 80, 1002, reserved bits without an extension",
        "a1 80, 1002, reserved bits without an extension",
        "91 80, 1002, reserved bits without an extension",
        "c9 80, 1002, reserved bits without an extension",
        "40 80, 1002, reserved bits without an extension",
        "09 80, 1002, fragmented control frame",
        "0a 80, 1002, fragmented control frame",
        "08 80, 1002, fragmented control frame",
        "89 fe, 1002, control frame over 125 bytes",
        "8a ff, 1002, control frame over 125 bytes",
        "88 fe, 1002, control frame over 125 bytes",
    })
    void two_bytes_are_enough_to_see_that(String bytes, int closeCode, String reason) {
        Wire.fromClient().read(bytes).expectViolation(closeCode, reason);
        Wire.fromClient().readByteByByte(Bytes.hex(bytes)).expectViolation(closeCode, reason);
        Wire.fromClient().read(bytes + "0000 00000000 00000000").expectViolation(closeCode, reason);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "82 fe 007d 00000000, 1002, payload length not in its shortest form",
        "82 fe 0000 00000000, 1002, payload length not in its shortest form",
        "82 ff 000000000000ffff 00000000, 1002, payload length not in its shortest form",
        "82 ff 0000000000000000 00000000, 1002, payload length not in its shortest form",
        "82 ff 8000000000000000 00000000, 1002, payload length over 63 bits",
        "82 ff ffffffffffffffff 00000000, 1002, payload length over 63 bits",
        "82 ff 7fffffffffffffff 00000000, 1009, message over the limit",
        "82 ff 00000000000186a1 00000000, 1009, message over the limit",
        "80 80 00000000, 1002, continuation without a message",
        "00 80 00000000, 1002, continuation without a message",
    })
    void a_whole_header_is_enough_to_see_that(String bytes, int closeCode, String reason) {
        byte[] header = Bytes.hex(bytes);
        Wire.fromClient()
                .read(Arrays.copyOf(header, header.length - 1))
                .expectNothing()
                .read(header, header.length - 1, header.length)
                .expectViolation(closeCode, reason);
        Wire.fromClient().read(header).expectViolation(closeCode, reason);
    }

    @Test
    void a_server_must_not_mask() {
        Wire.fromServer().read("81 80").expectViolation(1002, "server frames must not be masked");
    }

    @Test
    void what_came_before_a_violation_still_counts() {
        Wire.fromServer()
                .read("81 01 61   89 00   83 00   81 01 62")
                .expectText("a")
                .expectPing("")
                .expectViolation(1002, "reserved opcode")
                .expectNothing();
    }
}
