package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.message.ClientMessage;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.Publication;
import dev.sluice.message.Refusal;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The value of {@code data} comes out of the envelope as it went in: byte for byte, whatever stands around it. */
class DataSpliceTest {
    private static final SessionId FROM = new SessionId(1, 1);

    private final JsonMessageCodec codec = new JsonMessageCodec();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "17",
                "1.50",
                "1e5",
                "1E+05",
                "-12.000e-07",
                "123456789012345678901234567890.5",
                "true",
                "false",
                "null",
                "\"\"",
                "\"a\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83d\\ude00\\ud800\"",
                "\"ä€😀\"",
                "\"}\"",
                "\",\\\"data\\\":1\"",
                "[]",
                "{}",
                "[ ]",
                "{ \t\r\n}",
                "[ 1 , [ 2 ] ,\n{ \"a\" : null } ]",
                "{\"a\":1,\"a\":2,\"data\":3,\"type\":\"join\",\"id\":\"x\"}",
                "{\"ä😀\":\"€\"}",
                "[[[[[[[[[[1]]]]]]]]]]",
            })
    void a_value_is_spliced_wherever_it_stands(String value) {
        String head = "\"type\":\"publish\",\"room\":\"r\"";
        assertThat(splice("{" + head + ",\"data\":" + value + "}")).isEqualTo(value);
        assertThat(splice("{\"data\":" + value + "," + head + "}")).isEqualTo(value);
        assertThat(splice("{\"data\":" + value + " ," + head + "}")).isEqualTo(value);
        assertThat(splice("{" + head + ",\"data\" \n:\t " + value + " \r\n}")).isEqualTo(value);
        assertThat(splice(" {" + head + ",\"data\":" + value + ",\"id\":1}  ")).isEqualTo(value);
        assertThat(splice("{\"ä€😀\":\"ä€😀\"," + head + ",\"data\":" + value + "}"))
                .isEqualTo(value);
        assertThat(splice("{\"x\":[1,{\"data\":2}]," + head + ",\"data\":" + value + ",\"y\":\"data\"}"))
                .isEqualTo(value);
        assertThat(splice("{\"data\":[1,2]," + head + ",\"data\":" + value + "}"))
                .isEqualTo(value);
        assertThat(splice("{\"d\\u0061ta\":" + value + "," + head + "}")).isEqualTo(value);
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, 100, 3999, 4000, 4096, 8000, 9000, 65_000, 300_000})
    void long_values_are_spliced_too(int length) {
        for (String value : new String[] {
            "\"" + "a".repeat(length) + "\"",
            "\"" + "ä".repeat(length / 2) + "\"",
            "[" + "1,".repeat(length / 2) + "1]",
            "\"\\n" + "😀".repeat(length / 4) + "\"",
        }) {
            String json = "{\"type\":\"publish\",\"data\":" + value + ",\"room\":\"r\"}";
            assertThat(splice(json)).isEqualTo(value);
        }
    }

    /** JSON sets no bound on these; only the size of a message does. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"a number, 1, 0", "a fraction, 1., 0", "a name, '{\"', n"})
    void the_parser_has_no_limit_of_its_own_below_the_size_of_a_message(String what, String start, String more) {
        String value = start + more.repeat(60_000) + (start.startsWith("{") ? "\":1}" : "");
        assertThat(splice("{\"type\":\"publish\",\"room\":\"r\",\"data\":" + value + "}"))
                .isEqualTo(value);
    }

    @Test
    void a_byte_order_mark_is_skipped_or_refused_but_never_moves_the_splice() {
        String json = "\uFEFF{\"type\":\"publish\",\"room\":\"r\",\"data\":[1,2,3]}";
        try {
            assertThat(splice(json)).isEqualTo("[1,2,3]");
        } catch (Refusal refused) {
            assertThat(refused).hasMessageContaining("not JSON");
        }
    }

    @Test
    void text_of_nuls_is_not_taken_for_utf_16() {
        byte[] utf16 = "{\"type\":\"publish\",\"room\":\"r\",\"data\":1}".getBytes(StandardCharsets.UTF_16BE);
        assertThat(catchThrowable(() -> codec.decode(Unpooled.wrappedBuffer(utf16))))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("not JSON");
    }

    @Property(tries = 1000)
    void any_value_comes_out_byte_for_byte(@ForAll("values") String value, @ForAll long seed) {
        Random random = new Random(seed);
        String[] fields = {
            "\"type\":" + space(random) + "\"publish\"",
            "\"room\"" + space(random) + ":\"r\"",
            "\"data\"" + space(random) + ":" + space(random) + value + space(random),
            "\"" + name(random) + "x\":" + value(random, 2)
        };
        Collections.shuffle(Arrays.asList(fields), random);
        String json = space(random) + "{" + space(random) + String.join(space(random) + "," + space(random), fields)
                + "}" + space(random);
        assertThat(splice(json)).isEqualTo(value);
    }

    @Property(tries = 1000)
    void noise_is_refused_and_the_refusal_can_be_sent(@ForAll("noise") String noise) {
        try {
            codec.decode(Unpooled.copiedBuffer(noise, StandardCharsets.UTF_8));
        } catch (Refusal refusal) {
            codec.encode(refusal.reply(), Unpooled.buffer());
        }
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.randomValue(random -> value(random, 4));
    }

    /** An envelope with a few characters changed. */
    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.randomValue(random -> {
            StringBuilder json = new StringBuilder(
                    "{\"type\":\"publish\",\"room\":\"r\",\"id\":1,\"data\":" + value(random, 3) + "}");
            int faults = 1 + random.nextInt(3);
            for (int i = 0; i < faults; i++) {
                int at = random.nextInt(json.length());
                json.replace(at, at + 1, random.nextBoolean() ? text(random) : "");
            }
            return json.toString();
        });
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> number(random);
            case 1, 2 -> "\"" + text(random) + "\"";
            case 3 -> new String[] {"true", "false", "null"}[random.nextInt(3)];
            case 4 -> members(random, () -> value(random, depth - 1), '[', ']');
            default ->
                members(
                        random,
                        () -> "\"" + name(random) + "\"" + space(random) + ":" + space(random)
                                + value(random, depth - 1),
                        '{',
                        '}');
        };
    }

    private static String members(Random random, Supplier<String> member, char open, char close) {
        StringBuilder all = new StringBuilder().append(open).append(space(random));
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            all.append(i == 0 ? "" : ",")
                    .append(space(random))
                    .append(member.get())
                    .append(space(random));
        }
        return all.append(close).toString();
    }

    private static String number(Random random) {
        String whole = random.nextInt(3) == 0 ? "0" : Long.toString(1 + (random.nextLong() >>> 1 + random.nextInt(62)));
        return (random.nextBoolean() ? "-" : "")
                + whole
                + (random.nextInt(3) == 0 ? "." + random.nextInt(1000) : "")
                + (random.nextInt(4) == 0 ? (random.nextBoolean() ? "e" : "E-0") + random.nextInt(99) : "");
    }

    private static String text(Random random) {
        String[] parts = {
            "a", "ä", "€", "😀", "𝠀", "\\n", "\\\\", "\\\"", "\\u0000", "\\ud83d", "\\uDE00", "}", "data", "\u007f"
        };
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(6); count > 0; count--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    /** Half a surrogate pair may stand in a text but not in a name: the parser is stricter there. */
    private static String name(Random random) {
        return text(random).replace("\\ud83d", "").replace("\\uDE00", "");
    }

    private static String space(Random random) {
        return random.nextInt(3) > 0 ? "" : new String[] {" ", "\n", "\t \r", "  "}[random.nextInt(4)];
    }

    /** Decodes a publish, and encodes it for the members; the data as they get it. */
    private String splice(String json) {
        ClientMessage.Publish publish =
                (ClientMessage.Publish) codec.decode(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8));
        Message message = Message.borrowing(PayloadType.JSON, publish.data(), FROM, null, 0);
        ByteBuf out = Unpooled.buffer();
        codec.encodePublication(new Publication(new RoomName("r"), 1, message), out);
        String before = "{\"type\":\"message\",\"room\":\"r\",\"offset\":1,\"from\":\"" + FROM + "\",\"data\":";
        String encoded = new String(ByteBufUtil.getBytes(out), StandardCharsets.UTF_8);
        assertThat(encoded).startsWith(before).endsWith("}");
        return encoded.substring(before.length(), encoded.length() - 1);
    }
}
