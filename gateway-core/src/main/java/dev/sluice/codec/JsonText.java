package dev.sluice.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** JSON that does not come from a client's envelope. Any thread. */
public final class JsonText {
    /** Names are not remembered, and as in an envelope only the depth has a bound: the size of a message bounds the rest. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonText() {}

    /** A parser of the text, with the bounds of an envelope. */
    public static JsonParser parser(String text) throws IOException {
        return JSON.createParser(text);
    }

    /** Whether the text is one JSON value, nested no deeper than an envelope may be, and nothing else. */
    public static boolean isOneValue(String text) {
        try (JsonParser parser = parser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    /**
     * The text with a question mark for each half of a surrogate pair that stands alone: a string of JSON may name it, but UTF-8 has no
     * bytes for it, and what is written about somebody must not fail for that.
     */
    public static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }
}
