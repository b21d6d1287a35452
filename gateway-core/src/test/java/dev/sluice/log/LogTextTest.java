package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTextTest {
    @Test
    void what_can_be_seen_stays_as_it_is() {
        String text = "/rooms/lobby Grüße 你好 😀 \"quoted\" 'and' <so>";
        assertThat(LogText.of(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({"0000", "000a", "000d", "001b", "007f", "0085", "009b", "2028", "2029", "feff", "200b", "d800", "dc00"})
    void what_cannot_be_seen_is_escaped(String hex) {
        char character = (char) Integer.parseInt(hex, 16);
        assertThat(LogText.of("a" + character + "b")).isEqualTo("a\\u" + hex + "b");
    }

    @Test
    void nothing_turns_the_direction_of_what_follows() {
        for (char control : "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c".toCharArray()) {
            assertThat(LogText.of("a" + control + "b")).isEqualTo("a\\u%04xb", (int) control);
        }
    }

    @Test
    void an_invisible_character_beyond_the_first_plane_is_escaped_as_two() {
        assertThat(LogText.of(new StringBuilder().appendCodePoint(0xE0041).toString()))
                .isEqualTo("\\udb40\\udc41");
    }

    @Test
    void an_escape_is_always_ours() {
        assertThat(LogText.of("\\u000a")).isEqualTo("\\\\u000a");
    }

    @Test
    void a_long_text_ends_with_how_much_is_missing() {
        String most = "x".repeat(LogText.MOST_CHARACTERS);
        assertThat(LogText.of(most)).isSameAs(most);
        assertThat(LogText.of(most + "y")).isEqualTo(most + "…(+1 more)");
        assertThat(LogText.of(most + "y".repeat(3840))).isEqualTo(most + "…(+3840 more)");
    }

    @Test
    void the_end_does_not_split_a_pair() {
        String text = "x".repeat(LogText.MOST_CHARACTERS - 1) + "😀";
        assertThat(LogText.of(text)).isEqualTo("x".repeat(LogText.MOST_CHARACTERS - 1) + "…(+2 more)");
    }

    @ParameterizedTest
    @CsvSource({
        "/rooms/lobby?token=secret, /rooms/lobby",
        "/ws#token=secret, /ws",
        "/, /",
        "ws://user:secret@host/ws, (no path)",
        "*, (no path)"
    })
    void a_query_is_never_told(String target, String told) {
        assertThat(LogText.path(target)).isEqualTo(told);
    }

    @Test
    void an_origin_is_told_without_what_belongs_into_none() {
        assertThat(LogText.origin("https://example.org")).isEqualTo("https://example.org");
        assertThat(LogText.origin("https://example.org/?token=secret")).isEqualTo("https://example.org/");
    }
}
