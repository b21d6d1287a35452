package dev.sluice.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.message.PresencePage;
import dev.sluice.message.Present;
import dev.sluice.message.RoomEvent;
import java.io.IOException;
import java.util.List;

/** Writes who is in a room, and who has come and gone. What the application says of a user goes out as it came. */
final class JsonPresenceWriter {
    private JsonPresenceWriter() {}

    /** An event, from brace to brace. */
    static void write(JsonGenerator generator, RoomEvent event) throws IOException {
        generator.writeStartObject();
        generator.writeStringField("type", event.kind().text());
        generator.writeStringField("room", event.room().text());
        generator.writeNumberField("count", event.count());
        if (!event.members().isEmpty()) {
            writeMembers(generator, event.members());
        }
        if (event.more() > 0) {
            generator.writeNumberField("more", event.more());
        }
        generator.writeEndObject();
    }

    /** What an answer has behind its room. */
    static void writeFields(JsonGenerator generator, PresencePage page) throws IOException {
        generator.writeNumberField("count", page.count());
        writeMembers(generator, page.members());
        if (page.next().isPresent()) {
            generator.writeStringField("next", page.next().get().toString());
        }
    }

    private static void writeMembers(JsonGenerator generator, List<Present> members) throws IOException {
        generator.writeArrayFieldStart("members");
        for (Present member : members) {
            generator.writeStartObject();
            generator.writeStringField("session", member.session().toString());
            if (member.user().isEmpty()) {
                generator.writeNullField("user");
            } else {
                generator.writeStringField("user", JsonText.whole(member.user()));
            }
            generator.writeFieldName("info");
            generator.writeRawValue(member.info().map(JsonText::whole).orElse("null"));
            generator.writeEndObject();
        }
        generator.writeEndArray();
    }
}
