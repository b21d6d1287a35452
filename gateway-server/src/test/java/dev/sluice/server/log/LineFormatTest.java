package dev.sluice.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineFormatTest {
    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final TextLine text = new TextLine();
    private final JsonLine json = new JsonLine();

    @Test
    void a_text_line_is_for_people() {
        Map<String, Object> pairs = new LinkedHashMap<>();
        pairs.put("clients", 3);
        pairs.put("reason", "too \"slow\"");
        pairs.put("empty", "");
        pairs.put("path", "/rooms/a=b");
        LoggingEvent event = Events.of("Something happened", pairs, null);
        event.setInstant(Instant.parse("2026-01-31T12:00:00Z"));
        assertThat(text.line(event))
                .isEqualTo("2026-01-31T12:00:00.000Z WARN  Test: Something happened"
                        + " clients=3 reason=\"too \\\"slow\\\"\" empty=\"\" path=\"/rooms/a=b\"\n");
    }

    @Test
    void a_json_line_has_the_keys_as_fields() throws IOException {
        Map<String, Object> pairs = new LinkedHashMap<>();
        pairs.put("clients", 3);
        pairs.put("open", true);
        pairs.put("path", "/rooms/lobby");
        LoggingEvent event = Events.of("Something happened", pairs, null);
        event.setInstant(Instant.parse("2026-01-31T12:00:00.5Z"));
        event.setThreadName("lane-2-1");
        assertThat(json.line(event))
                .isEqualTo(
                        "{\"timestamp\":\"2026-01-31T12:00:00.500Z\",\"level\":\"WARN\",\"logger\":\"dev.sluice.Test\","
                                + "\"thread\":\"lane-2-1\",\"message\":\"Something happened\","
                                + "\"clients\":3,\"open\":true,\"path\":\"/rooms/lobby\"}\n");
    }

    @Test
    void a_key_of_ours_is_not_overwritten() throws IOException {
        Map<String, String> fields = parse(json.line(Events.of("true", Map.of("message", "false"), null)));
        assertThat(fields).containsEntry("message", "true").containsEntry("message_", "false");
    }

    @Test
    void an_exception_stays_on_the_line_with_its_causes() throws IOException {
        Throwable thrown = new IllegalStateException("outer\nline", new IOException("inner \u001b[31m"));
        String line = text.line(Events.of("Broken", Map.of(), thrown));
        assertThat(line)
                .containsOnlyOnce("\n")
                .endsWith("\"\n")
                .contains(
                        "exception=\"java.lang.IllegalStateException: outer\\\\u000aline; caused by java.io.IOException")
                .contains("stack=\"at dev.sluice.server.log.LineFormatTest.an_exception_stays")
                .contains(" | caused by java.io.IOException: inner");
        Map<String, String> fields = parse(json.line(Events.of("Broken", Map.of(), thrown)));
        assertThat(fields.get("exception"))
                .isEqualTo(
                        "java.lang.IllegalStateException: outer\\u000aline; caused by java.io.IOException: inner \\u001b[31m");
        assertThat(fields.get("stack")).startsWith("at dev.sluice").contains(" | caused by ");
    }

    @Test
    void exceptions_that_cause_each_other_come_to_an_end() {
        Exception one = new IllegalStateException("one");
        one.initCause(new IllegalStateException("two", one));
        assertThat(text.line(Events.of("Broken", Map.of(), one)))
                .contains("two")
                .endsWith("\"\n");
    }

    @Test
    void a_stack_has_an_end() {
        String line = text.line(Events.of("Broken", Map.of(), deep(1000)));
        assertThat(line.length()).isLessThan(3 * LineFormat.MOST_CHARACTERS);
        assertThat(line).contains(" more)\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n", "\r\n", "\"", "\\", "\\\"", "\"}\n{\"level\":\"ERROR\"", "\u0000", "\u001b[2J", "\u2028",
                        "\u202e",
                "\ud800", "\udc00\ud800", "😀", "\ufeff", "\u0085", " level=ERROR", "{}", "%d", "\t", "\u007f"
            })
    void whatever_a_string_holds_a_line_is_one_line(String hostile) throws IOException {
        assertOneLine(hostile);
    }

    @Test
    void strings_at_random_are_one_line() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            StringBuilder string = new StringBuilder();
            for (int j = random.nextInt(20); j >= 0; j--) {
                string.append((char) random.nextInt(random.nextBoolean() ? 0xA0 : 0x10000));
            }
            assertOneLine(string.toString());
        }
    }

    /** Parsed from the bytes that are written, as a collector would. */
    private void assertOneLine(String hostile) throws IOException {
        LoggingEvent event =
                Events.of("m" + hostile, Map.of("k" + hostile, "v" + hostile), new IllegalStateException(hostile));
        String object = json.line(event);
        assertVisible(object);
        Map<String, String> fields = parse(object);
        String whole = new String(hostile.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16); // no half pairs
        assertThat(fields).hasSize(8).containsEntry("message", "m" + whole).containsEntry("k" + whole, "v" + whole);
        assertVisible(text.line(event));
    }

    private static void assertVisible(String line) {
        assertThat(line).endsWith("\n");
        assertThat(line.substring(0, line.length() - 1).codePoints())
                .allMatch(character -> dev.sluice.log.LogText.isVisible(character));
    }

    private static Map<String, String> parse(String line) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = STRICT.createParser(line.getBytes(StandardCharsets.UTF_8))) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, parser.getValueAsString());
            }
            assertThat(parser.nextToken()).isNull();
        }
        return fields;
    }

    private static Throwable deep(int frames) {
        return frames == 0 ? new IllegalStateException("deep") : deep(frames - 1);
    }
}
