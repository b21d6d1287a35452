package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.message.ClientMessage;
import dev.sluice.message.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One codec reads message after message, whatever came before: its parser is kept from one to the next. */
class ManyMessagesTest {
    private static final int MESSAGES = 3000;
    private static final int LONGEST = 20_000;
    private static final String[] BITS = {
        "0", "12", "-3.5e7", "true", "null", "\"\"", "[]", "{}", "\"동해물과 👍\"", "\"a\\u0041\\n\""
    };
    private static final String[] SPACE = {"", "", "", " ", "\n\t", "\r\n "};

    private final JsonMessageCodec codec = new JsonMessageCodec();
    private final Random random = new Random(20_261_125);

    @Test
    void each_is_read_as_if_it_were_the_first() {
        for (int i = 0; i < MESSAGES; i++) {
            String data = data(1 + random.nextInt(random.nextInt(20) == 0 ? LONGEST : 200));
            String json = space() + "{\"id\":" + i + space() + ",\"name-" + random.nextInt(5000) + "\":" + bit()
                    + ",\"data\":" + space() + data + space() + ",\"type\":\"publish\",\"room\":\"room " + i + "\"}"
                    + space();

            ClientMessage.Publish publish = (ClientMessage.Publish) decode(json);

            assertThat(publish.id()).isEqualTo(OptionalLong.of(i));
            assertThat(publish.room()).isEqualTo("room " + i);
            assertThat(publish.data().toString(StandardCharsets.UTF_8)).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[]",
                "{}",
                "{\"type\":\"ping\"",
                "{\"type\":\"ping\"}}",
                "{\"type\":\"ping\"}{\"type\":\"ping\"}",
                "{\"type\":\"ping\"} x",
                "{\"type\":\"ping\",\"data\":\"open",
                "{\"type\":\"ping\",\"id\":\"1\"}",
                "{\"type\":[1,2,3],\"id\":1}",
                "{\"type\":\"ping\",\"data\":[1,2}",
                "{\"type\":\"ping\",\"data\":tru"
            })
    void a_bad_one_is_refused_the_same_way_each_time_and_leaves_nothing_behind(String bad) {
        String first = reason(bad);
        for (int i = 0; i < 3; i++) {
            assertThat(decode("{\"type\":\"ping\",\"id\":7}")).isEqualTo(new ClientMessage.Ping(OptionalLong.of(7)));
            assertThat(reason(bad)).isEqualTo(first);
        }
        assertThat(decode("{\"type\":\"ping\"}")).isEqualTo(new ClientMessage.Ping(OptionalLong.empty()));
    }

    @Test
    void what_a_truncated_message_lacks_is_not_found_in_the_next() {
        String whole = "{\"type\":\"publish\",\"room\":\"lobby\",\"data\":[1,{\"a\":\"b\"}]}";
        for (int cut = 0; cut < whole.length(); cut++) {
            String start = whole.substring(0, cut);
            String end = whole.substring(cut);
            assertThatThrownBy(() -> decode(start)).isInstanceOf(Refusal.class);
            assertThatThrownBy(() -> decode(cutOf(end, whole))).isInstanceOf(Refusal.class);
            assertThat(decode(whole)).isInstanceOf(ClientMessage.Publish.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7_900, 8_000, 8_100, 20_000, 60_000})
    void white_space_that_the_parser_has_not_taken_does_not_move_the_next_message(int blanks) {
        for (int i = 0; i < 3; i++) {
            assertThat(decode("{\"type\":\"ping\"}" + " ".repeat(blanks)))
                    .isEqualTo(new ClientMessage.Ping(OptionalLong.empty()));
            ClientMessage.Publish next =
                    (ClientMessage.Publish) decode("{\"type\":\"publish\",\"room\":\"r\",\"data\":[1,2]}");
            assertThat(next.data().toString(StandardCharsets.UTF_8)).isEqualTo("[1,2]");
        }
    }

    private static String cutOf(String end, String whole) {
        return end.equals(whole) ? "" : end;
    }

    private String reason(String json) {
        try {
            throw new AssertionError("taken for good: " + decode(json));
        } catch (Refusal refusal) {
            return refusal.code() + " " + refusal.getMessage();
        }
    }

    private ClientMessage decode(String json) {
        ByteBuf payload = Unpooled.copiedBuffer(json, StandardCharsets.UTF_8);
        return codec.decode(payload);
    }

    private String data(int length) {
        StringBuilder json = new StringBuilder("[").append(bit());
        while (json.length() < length) {
            json.append(space()).append(',').append(bit());
        }
        return json.append(']').toString();
    }

    private String bit() {
        return BITS[random.nextInt(BITS.length)];
    }

    private String space() {
        return SPACE[random.nextInt(SPACE.length)];
    }
}
