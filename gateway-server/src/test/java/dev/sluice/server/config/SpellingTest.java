package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({
        "lane, lanes",
        "limits.mesage-bytes, limits.message-bytes",
        "limits.message_bytes, limits.message-bytes",
        "limits.maxMessageBytes, limits.message-bytes",
        "message-bytes, limits.message-bytes",
        "liveness.ping-intervall, liveness.ping-interval",
        "Listen, listen",
        "managment, management",
        "limit, limits",
        "auth.mod, auth.mode",
    })
    void a_slip_is_understood(String written, String meant) {
        assertThat(Keys.unknownKey(written)).isEqualTo("unknown key; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster", "kubernetes", "", "x", "storage.bucket"})
    void another_word_is_not(String written) {
        assertThat(Keys.unknownKey(written)).isEqualTo("unknown key");
    }

    @Test
    void a_text_is_no_key() {
        assertThat(Keys.unknownKey("x".repeat(1_000_000))).isEqualTo("unknown key");
    }
}
