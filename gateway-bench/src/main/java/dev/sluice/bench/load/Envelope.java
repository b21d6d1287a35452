package dev.sluice.bench.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The words of the envelope protocol that a member of a room needs. */
final class Envelope {
    /** The path of the envelope protocol. */
    static final String PATH = "/ws";

    private static final JsonFactory JSON = new JsonFactory();

    private Envelope() {}

    static ByteBuf join(String room) {
        String text = "{\"type\":\"join\",\"id\":1,\"room\":\"" + room + "\"}";
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    /** The strings on the outermost level of a message that is no delivery; empty if it is not JSON. */
    static Map<String, String> words(ByteBuf message) {
        Map<String, String> words = new HashMap<>();
        try (JsonParser parser = JSON.createParser((InputStream) new ByteBufInputStream(message.slice()))) {
            parser.nextToken();
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    words.put(field, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            return words;
        } catch (IOException notJson) {
            return Map.of();
        }
    }
}
