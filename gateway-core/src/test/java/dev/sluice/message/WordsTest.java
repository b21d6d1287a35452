package dev.sluice.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.sluice.testing.Bytes;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, numbers and words that all stages share. */
class WordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "chat:lobby", " ", "räume/1?x=%20", "😀", "\u2028", "a.b-c_d~", "\"\\{}", "\uFFFD"})
    void a_room_may_have_almost_any_name(String name) {
        assertThat(RoomName.of(name)).hasValueSatisfying(room -> {
            assertThat(room.text()).isEqualTo(name);
            assertThat(room).hasToString(name);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0000",
                "a\n",
                "\ta",
                "a\u001Fb",
                "\u007F",
                "\u0080",
                "\u009F",
                "\uD83D",
                "\uDE00",
                "a\uD83D",
                "\uDE00\uD83D"
            })
    void no_name_is_empty_or_has_controls_or_half_characters(String name) {
        assertThat(RoomName.of(name)).isEmpty();
    }

    @Test
    void rooms_whose_names_were_chosen_to_share_one_hash_are_found_as_fast_as_others() {
        Map<RoomName, Integer> rooms = new HashMap<>();
        assertTimeout(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 1 << 15; i++) {
                StringBuilder name = new StringBuilder();
                for (int bit = 0; bit < 15; bit++) {
                    name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
                }
                rooms.put(RoomName.of(name.toString()).orElseThrow(), i);
            }
        });
        assertThat(rooms.keySet())
                .extracting(RoomName::hashCode)
                .hasSize(1 << 15)
                .containsOnly(rooms.keySet().iterator().next().hashCode());
    }

    @ParameterizedTest(name = "{0} × {1}: {2}")
    @CsvSource({
        "a,  255, true",
        "a,  256, false",
        "ä,  127, true",
        "ä,  128, false",
        "€,  85,  true",
        "€,  86,  false",
        "😀, 63,  true",
        "😀, 64,  false",
    })
    void a_name_is_measured_in_bytes_of_utf_8(String character, int times, boolean lawful) {
        assertThat(RoomName.of(character.repeat(times)).isPresent()).isEqualTo(lawful);
    }

    @Property
    void a_session_id_is_its_twelve_bytes_in_base64url(@ForAll long high, @ForAll int low) {
        byte[] bytes = ByteBuffer.allocate(12).putLong(high).putInt(low).array();
        SessionId id = new SessionId(high, low);
        assertThat(id).hasToString(Base64.getUrlEncoder().encodeToString(bytes));
        assertThat(id.toString()).hasSize(SessionId.CHARACTERS);
        assertThat(SessionId.of(id.toString())).hasValue(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "TqsNkZ06hnXuEo8",
                "TqsNkZ06hnXuEo8YY",
                "TqsNkZ06hnXuEo8=",
                "TqsNkZ06hnXuEo8+",
                "TqsNkZ06hnXuEo8\u00ff"
            })
    void what_is_not_sixteen_characters_of_base64url_is_no_session(String text) {
        assertThat(SessionId.of(text)).isEmpty();
    }

    @Property
    void a_session_id_is_read_as_it_is_written(@ForAll long high, @ForAll int low) {
        SessionId id = new SessionId(high, low);
        assertThat(SessionId.of(id.toString())).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAA==",
                "AAAAAAAAAAAAAAA+"
            })
    void what_is_no_session_id_is_not_read(String text) {
        assertThat(SessionId.of(text)).isEmpty();
    }

    @Property
    void a_session_id_tells_where_its_session_lives_and_is_random_otherwise(
            @ForAll long seed, @ForAll @IntRange(max = (1 << SessionId.PLACE_BITS) - 1) int place) {
        SessionId plain = SessionId.random(new Random(seed));
        SessionId id = SessionId.random(new Random(seed), place);
        assertThat(id.place()).isEqualTo(place);
        assertThat(id.high()).isEqualTo(plain.high());
        assertThat(id.low() >>> SessionId.PLACE_BITS).isEqualTo(plain.low() >>> SessionId.PLACE_BITS);
    }

    @Test
    void a_session_id_is_drawn_from_the_randomness_it_is_given() {
        assertThat(SessionId.random(new Random(1))).isEqualTo(SessionId.random(new Random(1)));
        assertThat(SessionId.random(new Random(1))).isNotEqualTo(SessionId.random(new Random(2)));
    }

    @Test
    void a_message_is_detached_once() {
        ByteBuf borrowed = Bytes.buffer("00616200").setIndex(1, 3);
        Message message = Message.borrowing(PayloadType.TEXT, borrowed, new SessionId(1, 2), "seat", 7);
        Publication publication = new Publication(new RoomName("r"), 5, message);
        Publication own = publication.detach();
        borrowed.setByte(1, 'x');
        assertThat(Bytes.toHex(own.message().payload())).isEqualTo("6162");
        assertThat(own.message().from()).isEqualTo(new SessionId(1, 2));
        assertThat(own.message().exceptSeat()).isEqualTo("seat");
        assertThat(own.message().readNanos()).isEqualTo(7);
        assertThat(own.offset()).isEqualTo(5);
        assertThat(own.detach()).isSameAs(own);
        assertThat(own.message().detach()).isSameAs(own.message());
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_MESSAGE,    bad-message,    true",
        "UNKNOWN_TYPE,   unknown-type,   true",
        "BAD_ROOM,       bad-room,       true",
        "NOT_A_MEMBER,   not-a-member,   false",
        "ALREADY_JOINED, already-joined, false",
        "TOO_MANY_ROOMS, too-many-rooms, false",
        "UNAVAILABLE,    unavailable,    false",
    })
    void an_error_is_a_word_in_kebab_case(ErrorCode code, String word, boolean nonsense) {
        assertThat(code.text()).isEqualTo(word);
        assertThat(code.isNonsense()).isEqualTo(nonsense);
    }

    @Test
    void a_refusal_is_its_own_reply_and_has_no_stack() {
        Refusal refusal = new Refusal(OptionalLong.of(4), ErrorCode.BAD_ROOM, "a reason");
        assertThat(refusal.reply())
                .isEqualTo(new ServerMessage.Failed(OptionalLong.of(4), ErrorCode.BAD_ROOM, "a reason"));
        assertThat(refusal.getStackTrace()).isEmpty();
    }
}
