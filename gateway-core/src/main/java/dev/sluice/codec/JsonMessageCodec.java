package dev.sluice.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.Publication;
import dev.sluice.message.ServerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
    public void encode(ServerMessage message, ByteBuf out) {
        if (message instanceof ServerMessage.Told told) {
            publications.writeDirect(told.message(), out);
            return;
        }
        try (JsonGenerator generator = json.createGenerator((OutputStream) new ByteBufOutputStream(out))) {
            generator.writeStartObject();
            if (message instanceof ServerMessage.Published published) {
                writeReply(generator, "published", published.id(), published.room());
                generator.writeNumberField("offset", published.offset());
            } else if (message instanceof ServerMessage.Joined joined) {
                writeReply(generator, "joined", joined.id(), joined.room());
                generator.writeStringField("epoch", joined.position().epoch());
                generator.writeNumberField("offset", joined.position().offset());
            } else if (message instanceof ServerMessage.Left left) {
                writeReply(generator, "left", left.id(), left.room());
            } else if (message instanceof ServerMessage.Seated seated) {
                generator.writeStringField("type", "joined");
                generator.writeStringField("room", seated.room());
                generator.writeStringField("epoch", seated.position().epoch());
                generator.writeNumberField("offset", seated.position().offset());
            } else if (message instanceof ServerMessage.Unseated unseated) {
                generator.writeStringField("type", "left");
                generator.writeStringField("room", unseated.room());
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
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory does no I/O", e);
        }
    }

    private static void writeReply(JsonGenerator generator, String type, long id, String room) throws IOException {
        generator.writeStringField("type", type);
        generator.writeNumberField("id", id);
        generator.writeStringField("room", room);
    }

    private static void writeId(JsonGenerator generator, OptionalLong id) throws IOException {
        if (id.isPresent()) {
            generator.writeNumberField("id", id.getAsLong());
        }
    }
}
