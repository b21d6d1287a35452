package dev.sluice.server.hook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * Events that are told at once. It is the same however often it is sent, so that a backend knows it again by its id.
 *
 * @param id of the batch
 * @param body in JSON
 * @param size how many events
 * @param lost how many it says to be lost
 */
record HookBatch(String id, String body, int size, int lost) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final SecureRandom RANDOMNESS = new SecureRandom();
    private static final int ID_BYTES = 18;

    /** @param lost how many events before these have been lost; told first, unless there are none */
    static HookBatch of(List<HookEvent> events, int lost) {
        // As characters: half of a surrogate pair in a user's name has no bytes in UTF-8.
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeArrayFieldStart("events");
            if (lost > 0) {
                out.writeStartObject();
                out.writeStringField("type", "events-lost");
                out.writeNumberField("count", lost);
                out.writeEndObject();
            }
            for (HookEvent event : events) {
                event.write(out);
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory does no I/O", e);
        }
        return new HookBatch(newId(), text.toString(), events.size(), lost);
    }

    /** A new name of a request. */
    static String newId() {
        byte[] random = new byte[ID_BYTES];
        RANDOMNESS.nextBytes(random);
        return "msg_" + Base64.getUrlEncoder().encodeToString(random);
    }
}
