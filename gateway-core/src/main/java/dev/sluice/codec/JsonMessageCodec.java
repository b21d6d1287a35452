package dev.sluice.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomEvent;
import dev.sluice.message.ServerMessage;
import dev.sluice.message.StreamPosition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** The envelope in JSON, version 1 ({@code sluice.v1.json}). Confined to one lane. */
public final class JsonMessageCodec implements MessageCodec {
    /** The subprotocol's name. */
    public static final String SUBPROTOCOL = "sluice.v1.json";

    private final JsonFactory json = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8) // an emoji as itself, not as two escapes
            .build();
    private final JsonClientReader reader = new JsonClientReader();
    private final JsonPublicationWriter publications = new JsonPublicationWriter();

    @Override
    public ClientMessage decode(ByteBuf payload) {
        return reader.read(payload);
    }

    @Override
    public void encodePublication(Publication publication, ByteBuf out) {
        publications.write(publication, out);
    }

    @Override
    public void encodeEvent(RoomEvent event, ByteBuf out) {
        try (JsonGenerator generator = generator(out)) {
            JsonPresenceWriter.write(generator, event);
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory does no I/O", e);
        }
    }

    @Override
    public void encode(ServerMessage message, ByteBuf out) {
        if (message instanceof ServerMessage.Told told) {
            publications.writeDirect(told.message(), out);
            return;
        }
        try (JsonGenerator generator = generator(out)) {
            generator.writeStartObject();
            writeFields(generator, message, out);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory does no I/O", e);
        }
    }

    /** What is said of a room. */
    private void writeFields(JsonGenerator generator, ServerMessage message, ByteBuf out) throws IOException {
        if (message instanceof ServerMessage.Published published) {
            writeReply(generator, "published", published.id(), published.room());
            generator.writeNumberField("offset", published.offset());
            if (published.duplicate()) {
                generator.writeBooleanField("duplicate", true);
            }
        } else if (message instanceof ServerMessage.Joined joined) {
            writeReply(generator, "joined", joined.id(), joined.room());
            writePosition(generator, joined.position());
            if (joined.recovered().isPresent()) {
                generator.writeBooleanField("recovered", joined.recovered().get());
            }
        } else if (message instanceof ServerMessage.History history) {
            writeHistory(generator, history, out);
        } else if (message instanceof ServerMessage.Left left) {
            writeReply(generator, "left", left.id(), left.room());
        } else if (message instanceof ServerMessage.Gap gap) {
            writeGap(generator, gap);
        } else if (message instanceof ServerMessage.Presence presence) {
            writeReply(generator, "presence", presence.id(), presence.room());
            JsonPresenceWriter.writeFields(generator, presence.page());
        } else if (message instanceof ServerMessage.Seated seated) {
            generator.writeStringField("type", "joined");
            generator.writeStringField("room", seated.room());
            writePosition(generator, seated.position());
        } else if (message instanceof ServerMessage.Unseated unseated) {
            generator.writeStringField("type", "left");
            generator.writeStringField("room", unseated.room());
        } else {
            writeFields(generator, message);
        }
    }

    /** What is said of no room. */
    private static void writeFields(JsonGenerator generator, ServerMessage message) throws IOException {
        if (message instanceof ServerMessage.Goaway goaway) {
            generator.writeStringField("type", "goaway");
            generator.writeNumberField("reconnect-within-ms", goaway.in().toMillis());
        } else if (message instanceof ServerMessage.Pong pong) {
            generator.writeStringField("type", "pong");
            generator.writeNumberField("id", pong.id());
        } else if (message instanceof ServerMessage.Failed failed) {
            generator.writeStringField("type", "error");
            writeId(generator, failed.id());
            generator.writeStringField("code", failed.code().text());
            generator.writeStringField("message", failed.message());
        } else if (message instanceof ServerMessage.Welcome welcome) {
            generator.writeStringField("type", "welcome");
            generator.writeStringField("session", welcome.session().toString());
            generator.writeNumberField("ping", Math.max(1, welcome.ping().toSeconds()));
            if (!welcome.user().isEmpty()) {
                generator.writeStringField("user", welcome.user());
                writeExpires(generator, welcome.expires());
            }
        } else if (message instanceof ServerMessage.Refreshed refreshed) {
            generator.writeStringField("type", "refreshed");
            generator.writeNumberField("id", refreshed.id());
            writeExpires(generator, refreshed.expires());
        } else if (message instanceof ServerMessage.Expiring expiring) {
            generator.writeStringField("type", "expiring");
            writeExpires(generator, expiring.expires());
            generator.writeNumberField("in", Math.max(1, expiring.in().toSeconds()));
        }
    }

    private void writeHistory(JsonGenerator generator, ServerMessage.History history, ByteBuf out) throws IOException {
        writeReply(generator, "history", history.id(), history.room());
        writePosition(generator, history.position());
        generator.writeBooleanField("more", history.more());
        generator.writeArrayFieldStart("messages");
        generator.flush(); // what comes now is written behind its back, as each member has got it
        String separator = "";
        for (Publication publication : history.messages()) {
            out.writeCharSequence(separator, StandardCharsets.US_ASCII);
            publications.write(publication, out);
            separator = ",";
        }
        generator.writeEndArray();
    }

    private static void writePosition(JsonGenerator generator, StreamPosition position) throws IOException {
        generator.writeStringField("epoch", position.epoch());
        generator.writeNumberField("offset", position.offset());
    }

    private JsonGenerator generator(ByteBuf out) throws IOException {
        return json.createGenerator((OutputStream) new ByteBufOutputStream(out));
    }

    private static void writeExpires(JsonGenerator generator, OptionalLong expires) throws IOException {
        if (expires.isPresent()) {
            generator.writeNumberField("expires", expires.getAsLong());
        }
    }

    private static void writeReply(JsonGenerator generator, String type, long id, String room) throws IOException {
        generator.writeStringField("type", type);
        generator.writeNumberField("id", id);
        generator.writeStringField("room", room);
    }

    private static void writeGap(JsonGenerator generator, ServerMessage.Gap gap) throws IOException {
        generator.writeStringField("type", "gap");
        generator.writeStringField("room", gap.room());
        if (gap.to() > 0) {
            generator.writeNumberField("from", gap.from());
            generator.writeNumberField("to", gap.to());
        }
    }

    private static void writeId(JsonGenerator generator, OptionalLong id) throws IOException {
        if (id.isPresent()) {
            generator.writeNumberField("id", id.getAsLong());
        }
    }
}
