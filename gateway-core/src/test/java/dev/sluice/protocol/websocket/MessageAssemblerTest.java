package dev.sluice.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fragments, control frames between them, limits, and text that must be UTF-8. */
class MessageAssemblerTest {
    private final Wire wire = Wire.fromServer();

    @Test
    void fragments_become_one_message() {
        wire.read("02 01 61").read("00 02 6263").read("00 00").expectNothing();
        wire.read("80 01 64").expectBinary("61626364").expectNothing();
        wire.read("81 01 65").expectText("e");
        assertThat(wire.outcome()).hasSize(2);
    }

    @Test
    void control_frames_between_fragments_are_handled_at_once() {
        wire.read("01 02 c3a4")
                .read("89 01 70")
                .expectPing("70")
                .read("00 01 62")
                .read("8a 00")
                .expectPong("")
                .read("80 01 63")
                .expectText("äbc")
                .expectNothing();
    }

    @Test
    void a_control_frame_that_comes_in_pieces_is_joined() {
        wire.read("89 03 61")
                .expectNothing()
                .read("62")
                .expectNothing()
                .read("63")
                .expectPing("616263");
        wire.read("88 04 03e8 6f").expectNothing().read("6b").expectClose(1000, "ok");
        assertThat(wire.outcome()).hasSize(2);
    }

    @Test
    void a_new_message_inside_a_fragmented_one_is_refused() {
        wire.read("01 01 61").read("81 00").expectViolation(1002, "new message inside a fragmented one");
        Wire.fromServer().read("02 00 02 00").expectViolation(1002, "new message inside a fragmented one");
    }

    @Test
    void nothing_is_left_to_continue_once_a_message_has_ended() {
        wire.read("01 00 80 00").expectText("").read("80 00").expectViolation(1002, "continuation without a message");
    }

    @ParameterizedTest(name = "as {0}")
    @ValueSource(
            strings = {
                "82 0a 30313233343536373839",
                "02 0a 30313233343536373839 80 00",
                "02 05 3031323334 80 05 3536373839",
                "02 00 00 00 80 0a 30313233343536373839"
            })
    void a_message_may_be_as_large_as_the_limit(String frames) {
        Wire.fromServer(10, 100)
                .read(frames)
                .expectBinary("30313233343536373839")
                .expectNothing();
    }

    @ParameterizedTest(name = "announced by {0}")
    @ValueSource(strings = {"82 0b", "82 7e 0400", "82 7f 7fffffffffffffff", "02 05 3333333333 80 06", "02 0b"})
    void a_message_over_the_limit_is_refused_before_its_payload_comes(String frames) {
        Wire.fromServer(10, 100).read(frames).expectViolation(1009, "message over the limit");
    }

    @Test
    void the_largest_lengths_do_not_overflow_the_count() {
        Wire.fromServer(Integer.MAX_VALUE, 0)
                .read("02 01 61")
                .read("80 7f 7fffffffffffffff")
                .expectViolation(1009, "message over the limit");
    }

    @Test
    void a_control_frame_does_not_count_against_the_message() {
        Wire.fromServer(3, 2)
                .read("02 01 61 89 05 3030303030 8a 05 3030303030 80 02 6263")
                .expectPing("3030303030")
                .expectPong("3030303030")
                .expectBinary("616263");
    }

    @Test
    void a_message_may_have_as_many_fragments_as_the_limit_and_not_one_more() {
        Wire.fromServer(100, 3).read("02 01 61 00 01 61 80 01 61").expectBinary("616161");
        Wire.fromServer(100, 3)
                .read("02 01 61 00 01 61 00 01 61")
                .expectNothing()
                .read("80 01")
                .expectViolation(1008, "too many fragments in a message");
        Wire.fromServer(5000, 0)
                .read("02 01 61" + "00 01 61".repeat(2000) + "80 00")
                .expectBinary("61".repeat(2001));
    }

    @Test
    void sixty_four_empty_fragments_are_taken_and_no_more() {
        Wire.fromServer(100, 0).read("02 00" + "00 00".repeat(63) + "80 01 61").expectBinary("61");
        Wire.fromServer(100, 0)
                .read("02 00" + "00 00".repeat(63))
                .expectNothing()
                .read("00 00")
                .expectViolation(1008, "too many empty fragments in a message");
    }

    @Test
    void the_counts_start_again_with_each_message() {
        Wire.fromServer(2, 2)
                .read("02 01 61 80 01 62 02 01 63 80 01 64")
                .expectBinary("6162")
                .expectBinary("6364");
        String fortyEmpty = "02 00" + "00 00".repeat(38) + "80 00";
        Wire.fromServer(0, 0).read(fortyEmpty + fortyEmpty).expectBinary("").expectBinary("");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "81 03 61, ff, a byte that UTF-8 never has",
        "81 03 c3, 28, a sequence broken off by ASCII",
        "81 7e 0400 616161, c0, an overlong form",
        "81 05 e0, 80, an overlong form of three",
        "81 05 ed, a0, a surrogate",
        "81 05 f4, 90, beyond U+10FFFF",
        "01 01 e2 80 05 82, 28, a character over two fragments",
    })
    void text_fails_at_its_first_bad_byte_though_the_frame_is_not_complete(String good, String bad, String what) {
        Wire text = Wire.fromServer().read(good).expectNothing();
        text.read(bad).expectViolation(1007, "text is not UTF-8");
        assertThat(text.outcome()).hasSize(1);
    }

    @Test
    void a_text_must_not_end_inside_a_character() {
        Wire.fromServer()
                .read("81 02 c3a4")
                .expectText("ä")
                .read("81 01 c3")
                .expectViolation(1007, "text is not UTF-8");
        Wire.fromServer().read("01 01 c3 80 00").expectViolation(1007, "text is not UTF-8");
        Wire.fromServer()
                .read("01 01 c3 80 01 a4")
                .expectText("ä")
                .read("81 02 c3a4")
                .expectText("ä");
    }

    @Test
    void binary_may_be_anything() {
        wire.read("82 03 c0ffed").expectBinary("c0ffed");
    }

    @Test
    void a_close_frame_may_say_nothing() {
        wire.read("88 00").expectClose(1005, "");
    }

    @Test
    void a_close_frame_may_say_why() {
        wire.read("88 02 03e8").expectClose(1000, "");
        Wire.fromServer().read("88 06 0fa1 c3a4 2121").expectClose(4001, "ä!!");
        Wire.fromServer().read("88 7d 03e9" + "61".repeat(123)).expectClose(1001, "a".repeat(123));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "88 01 03, 1002, close payload of one byte",
        "88 02 0000, 1002, close code not allowed",
        "88 02 03e7, 1002, close code not allowed",
        "88 02 03ec, 1002, close code not allowed",
        "88 02 03ed, 1002, close code not allowed",
        "88 02 03ee, 1002, close code not allowed",
        "88 02 03f7, 1002, close code not allowed",
        "88 02 0bb7, 1002, close code not allowed",
        "88 02 1388, 1002, close code not allowed",
        "88 02 ffff, 1002, close code not allowed",
        "88 03 03e8ff, 1007, close reason is not UTF-8",
        "88 05 03e8eda080, 1007, close reason is not UTF-8",
        "88 04 03e8c3c3, 1007, close reason is not UTF-8",
        "88 03 03e8c3, 1007, close reason is not UTF-8",
    })
    void a_close_frame_may_not_say_that(String bytes, int closeCode, String reason) {
        wire.read(bytes).expectViolation(closeCode, reason);
    }

    @ParameterizedTest(name = "{0}, then {1}")
    @CsvSource({
        "88 7d 03, e7, 1002, close code not allowed",
        "88 7d 03e8 61, ff, 1007, close reason is not UTF-8",
        "88 7d 03e8 e2 82, 28, 1007, close reason is not UTF-8",
    })
    void a_close_frame_fails_at_its_first_bad_byte_though_it_is_not_complete(
            String good, String bad, int closeCode, String reason) {
        wire.read(good).expectNothing().read(bad).expectViolation(closeCode, reason);
        assertThat(wire.outcome()).hasSize(1);
    }

    @Test
    void a_violation_and_the_end_of_a_connection_give_back_what_was_gathered() {
        Wire unfinished = Wire.fromServer().read("01 03 616263 89 05 6162");
        assertThat(unfinished.outcome()).isEmpty();
        Wire violated = Wire.fromServer().read("01 03 616263 00 02 61").read("83 00");
        assertThat(violated.read("ff").outcome()).hasSize(1);
    }
}
