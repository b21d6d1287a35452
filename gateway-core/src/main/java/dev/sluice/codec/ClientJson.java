package dev.sluice.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;

/**
 * Makes parsers for what clients send. Confined to one lane.
 *
 * <p>A text message is UTF-8, so no other encoding is guessed, which would lose the offsets of bytes. The size of a message bounds its
 * names, numbers and strings; the depth keeps the parser's own bound.
 */
final class ClientJson {
    /**
     * Jackson remembers the names of fields, and copies all that it remembers when it meets a new one: with thousands, as where ids are
     * names, that takes fifty times as long as to read the message. So it forgets them at so many, which is more than most
     * applications have.
     */
    private static final int MOST_NAMES = 256;

    /** Names may be as long as a message, so after this many bytes they are forgotten, however few. */
    private static final int MOST_BYTES = 1024 * 1024;

    private Parsers parsers = new Parsers();
    private long bytesParsed;

    /** A parser of the first bytes of an array. */
    JsonParser parser(byte[] bytes, int length) throws IOException {
        bytesParsed += length;
        if (rememberedNames() > MOST_NAMES || bytesParsed > MOST_BYTES) {
            parsers = new Parsers();
            bytesParsed = length;
        }
        return parsers.createParser(bytes, 0, length);
    }

    /** A parser of a stream, to be kept for a while. */
    JsonParser parser(InputStream stream) throws IOException {
        return new Parsers().createParser(stream);
    }

    int rememberedNames() {
        return parsers.names();
    }

    private static final class Parsers extends JsonFactory {
        private static final long serialVersionUID = 1L;

        Parsers() {
            super(settings());
        }

        int names() {
            return _byteSymbolCanonicalizer.size();
        }

        private static JsonFactoryBuilder settings() {
            JsonFactoryBuilder settings = new JsonFactoryBuilder();
            settings.disable(JsonFactory.Feature.CHARSET_DETECTION);
            settings.disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
            settings.streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build());
            return settings;
        }
    }
}
