package dev.sluice.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.message.RoomName;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rooms the patterns of a token open. */
class RoomPatternsTest {
    @ParameterizedTest
    @CsvSource({
        "chat:*, chat:lobby, true",
        "chat:*, chat:, true",
        "chat:*, chat, false",
        "chat:*, chats:lobby, false",
        "lobby, lobby, true",
        "lobby, lobby2, false",
        "*, anything, true",
        "a*b, a*b, true",
        "a*b, axb, false",
    })
    void a_pattern_is_a_name_or_the_beginning_of_one(String pattern, String room, boolean opens) {
        assertThat(RoomPatterns.of(List.of(pattern), "alice").match(new RoomName(room)))
                .isEqualTo(opens);
    }

    @ParameterizedTest
    @CsvSource({
        "user:{sub}:*, alice, user:alice:inbox, true",
        "user:{sub}:*, alice, user:alicia:inbox, false",
        "user:{sub}, *, user:anybody, false",
        "user:{sub}, *, user:%2A, true",
        "user:{sub}:*, a:b, user:a:b:inbox, false",
        "user:{sub}:*, a:b, user:a%3Ab:inbox, true",
        "user:{sub}, a%3Ab, user:a%3Ab, false",
        "user:{sub}, a%3Ab, user:a%253Ab, true",
        "{sub}:{sub}, me, me:me, true",
    })
    void a_subject_stands_for_itself_and_widens_nothing(String pattern, String subject, String room, boolean opens) {
        assertThat(RoomPatterns.of(List.of(pattern), subject).match(new RoomName(room)))
                .isEqualTo(opens);
    }

    @Property
    void no_subject_gets_into_the_rooms_of_another(
            @ForAll @StringLength(min = 1, max = 8) @CharRange(from = '%', to = ':') String one,
            @ForAll @StringLength(min = 1, max = 8) @CharRange(from = '%', to = ':') String other) {
        String inbox =
                RoomPatterns.of(List.of("user:{sub}:inbox"), one).patterns().get(0);
        assertThat(RoomPatterns.of(List.of("user:{sub}:*"), other).match(new RoomName(inbox)))
                .isEqualTo(one.equals(other));
    }

    @Test
    void there_is_a_bound_to_what_a_token_may_list() {
        assertThat(RoomPatterns.of(Collections.nCopies(64, "a"), "me").patterns())
                .hasSize(64);
        assertThatThrownBy(() -> RoomPatterns.of(Collections.nCopies(65, "a"), "me"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RoomPatterns.of(List.of(""), "me")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RoomPatterns.of(List.of("{sub}"), ":".repeat(86)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
