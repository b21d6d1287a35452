package dev.sluice.codec;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes publications for envelope clients. What came as JSON goes out byte for byte; text of a raw room becomes a JSON string,
 * binary a string of base64 with {@code "encoding":"base64"} beside it. What no session has sent has no {@code from}, and only what is to
 * be known by its user has a {@code user}. Confined to one lane.
 */
final class JsonPublicationWriter {
    private static final byte[] BEFORE_ROOM = ascii("{\"type\":\"message\",\"room\":\"");
    private static final byte[] BEFORE_OFFSET = ascii("\",\"offset\":");
    private static final byte[] BEFORE_FROM = ascii(",\"from\":\"");
    private static final byte[] BEFORE_USER = ascii(",\"user\":\"");
    private static final byte[] DIRECT = ascii("{\"type\":\"message\"");
    private static final byte[] ENCODING = ascii(",\"encoding\":\"base64\"");
    private static final byte[] BEFORE_DATA = ascii(",\"data\":");

    private final JsonStringEncoder strings = JsonStringEncoder.getInstance();

    /** The room of the last publication and its quoted name: one room often publishes many times in a turn. */
    private @Nullable RoomName lastRoom;

    private byte[] lastRoomQuoted = {};

    void write(Publication publication, ByteBuf out) {
        Message message = publication.message();
        out.writeBytes(BEFORE_ROOM);
        out.writeBytes(quoted(publication.room()));
        out.writeBytes(BEFORE_OFFSET);
        writeDecimal(out, publication.offset());
        if (!message.from().isNone()) {
            out.writeBytes(BEFORE_FROM);
            writeId(out, message.from());
            out.writeByte('"');
        }
        if (message.user() != null) {
            out.writeBytes(BEFORE_USER);
            out.writeBytes(strings.quoteAsUTF8(JsonText.whole(message.user())));
            out.writeByte('"');
        }
        writeContent(out, message);
    }

    /** The same for one client alone: in no room, from no session. */
    void writeDirect(Message message, ByteBuf out) {
        out.writeBytes(DIRECT);
        writeContent(out, message);
    }

    private void writeContent(ByteBuf out, Message message) {
        if (message.type() == PayloadType.BINARY) {
            out.writeBytes(ENCODING);
        }
        out.writeBytes(BEFORE_DATA);
        writeData(out, message);
        out.writeByte('}');
    }

    private void writeData(ByteBuf out, Message message) {
        ByteBuf payload = message.payload();
        switch (message.type()) {
            case JSON -> out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
            case TEXT -> {
                out.writeByte('"');
                out.writeBytes(strings.quoteAsUTF8(payload.toString(StandardCharsets.UTF_8)));
                out.writeByte('"');
            }
            case BINARY -> {
                out.writeByte('"');
                out.writeBytes(Base64.getEncoder().encode(ByteBufUtil.getBytes(payload)));
                out.writeByte('"');
            }
        }
    }

    private byte[] quoted(RoomName room) {
        if (!room.equals(lastRoom)) {
            lastRoom = room;
            lastRoomQuoted = strings.quoteAsUTF8(room.text());
        }
        return lastRoomQuoted;
    }

    private static void writeId(ByteBuf out, SessionId id) {
        for (int position = 0; position < SessionId.CHARACTERS; position++) {
            out.writeByte(id.character(position));
        }
    }

    private static void writeDecimal(ByteBuf out, long number) {
        if (number >= 10) {
            writeDecimal(out, number / 10);
        }
        out.writeByte('0' + (int) (number % 10));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
