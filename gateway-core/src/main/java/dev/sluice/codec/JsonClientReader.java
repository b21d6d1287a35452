package dev.sluice.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.Refusal;
import dev.sluice.message.SessionId;
import dev.sluice.message.StreamPosition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the envelope of a client. Confined to one lane, because its scratch space is used again for each message. */
final class JsonClientReader {
    private static final int FIRST_SCRATCH_BYTES = 4096;

    /** A scratch space larger than this is given back after the message that needed it. */
    private static final int KEPT_SCRATCH_BYTES = 64 * 1024;

    /** Messages of a room's history that are sent to a client that does not say how many. */
    private static final int DEFAULT_LIMIT = 100;

    /** Three of the longest usual names, UUIDs. */
    private static final int MOST_KEY_CHARACTERS = 128;

    private static final int NO_LIMIT = -1;
    private static final int BAD_LIMIT = -2;

    private final ClientJson json = new ClientJson();
    private final ClientJsonStream stream = new ClientJsonStream(json);
    private byte[] scratch = new byte[FIRST_SCRATCH_BYTES];

    /** The scratch space as a buffer, whose indices are set to the data of each message. */
    private ByteBuf scratchBuffer = Unpooled.wrappedBuffer(scratch);

    // The fields of the message that is being read.
    private OptionalLong id = OptionalLong.empty();
    private @Nullable String type;
    private @Nullable String room;
    private @Nullable StreamPosition since;
    private @Nullable String key;
    private @Nullable String collapseKey;
    private int limit;
    private boolean reverse;
    private @Nullable String after;
    private @Nullable String token;
    private int dataStart;
    private int dataEnd;

    ClientMessage read(ByteBuf payload) {
        int length = payload.readableBytes();
        byte[] bytes = scratchFor(length);
        payload.getBytes(payload.readerIndex(), bytes, 0, length);
        return isReadByKeptParser(bytes, length) ? message() : readAlone(bytes, length);
    }

    /** Whether it is one whole object whose fields are of their types; if not, {@link #readAlone} finds out what is wrong. */
    private boolean isReadByKeptParser(byte[] bytes, int length) {
        try {
            boolean whole = false;
            try {
                JsonParser parser = stream.parser(bytes, length);
                readObject(parser, stream.start());
                int end = (int) (parser.currentLocation().getByteOffset() - stream.start());
                whole = isBlank(bytes, end, length);
            } finally {
                if (!whole) {
                    stream.forget();
                }
            }
            return whole;
        } catch (IOException | Refusal notWhole) {
            return false;
        }
    }

    private ClientMessage readAlone(byte[] bytes, int length) {
        try (JsonParser parser = json.parser(bytes, length)) {
            readObject(parser, 0);
            if (parser.nextToken() != null) {
                throw bad("a message is one JSON object and nothing behind it");
            }
        } catch (StreamConstraintsException e) {
            throw bad("nested deeper than " + StreamReadConstraints.defaults().getMaxNestingDepth() + " levels");
        } catch (JsonProcessingException e) {
            throw bad("not JSON from byte " + e.getLocation().getByteOffset() + " on");
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory does no I/O", e);
        }
        return message();
    }

    /** Whether there is nothing but white space (RFC 8259, 2). */
    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte octet = bytes[i];
            if (octet != ' ' && octet != '\t' && octet != '\n' && octet != '\r') {
                return false;
            }
        }
        return true;
    }

    private byte[] scratchFor(int length) {
        if (scratch.length < length || (scratch.length > KEPT_SCRATCH_BYTES && length <= KEPT_SCRATCH_BYTES)) {
            scratch = new byte[Math.max(length, FIRST_SCRATCH_BYTES)];
            scratchBuffer = Unpooled.wrappedBuffer(scratch);
        }
        return scratch;
    }

    /** @param start what the parser calls the offset of the first byte */
    private void readObject(JsonParser parser, long start) throws IOException {
        id = OptionalLong.empty();
        type = null;
        room = null;
        since = null;
        key = null;
        collapseKey = null;
        limit = NO_LIMIT;
        reverse = false;
        after = null;
        token = null;
        dataStart = -1;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw bad("a message is one JSON object");
        }
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (field) {
                case "id" -> id = readId(parser, value);
                case "type" -> type = readString(parser, value, field);
                case "room" -> room = readString(parser, value, field);
                case "data" -> readData(parser, start);
                case "since" -> since = readSince(parser, value);
                case "key" -> key = readKey(parser, value, field);
                case "collapse-key" -> collapseKey = readKey(parser, value, field);
                case "limit" -> limit = readLimit(parser, value);
                case "reverse" -> reverse = readSwitch(value, field);
                case "after" -> after = readAfter(parser, value);
                case "token" -> token = readToken(parser, value);
                default -> parser.skipChildren();
            }
        }
    }

    private OptionalLong readId(JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw bad("id must be a whole number of at most 64 bits");
        }
        return OptionalLong.of(parser.getLongValue());
    }

    private String readString(JsonParser parser, JsonToken value, String field) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            throw bad(field + " must be a string");
        }
        return parser.getText();
    }

    /** A position as {@code joined} and {@code message} tell it; null, which a client that has none may say, is none. */
    private @Nullable StreamPosition readSince(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        String epoch = null;
        long offset = -1;
        if (value == JsonToken.START_OBJECT) {
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                JsonToken part = parser.nextToken();
                switch (field) {
                    case "epoch" -> epoch = readString(parser, part, field);
                    case "offset" -> offset = readCount(parser, part, field);
                    default -> parser.skipChildren();
                }
            }
        }
        if (epoch == null || offset < 0) {
            throw bad("since needs an epoch and an offset");
        }
        return new StreamPosition(epoch, offset);
    }

    private @Nullable String readKey(JsonParser parser, JsonToken value, String field) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        String read = readString(parser, value, field);
        if (read.isEmpty() || read.length() > MOST_KEY_CHARACTERS) {
            throw bad(field + " must be 1 to " + MOST_KEY_CHARACTERS + " characters");
        }
        return read;
    }

    private boolean readSwitch(JsonToken value, String field) {
        return switch (value) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw bad(field + " must be true or false");
        };
    }

    private long readCount(JsonParser parser, JsonToken value, String field) throws IOException {
        boolean whole =
                value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        if (!whole || parser.getLongValue() < 0) {
            throw bad(field + " must be a whole number of at least 0");
        }
        return parser.getLongValue();
    }

    /** Only the types that have a limit complain of one: to the others it is a field that they do not know. */
    private static int readLimit(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long read = parser.getLongValue();
            return read < 0 ? BAD_LIMIT : (int) Math.min(Integer.MAX_VALUE, read);
        }
        parser.skipChildren();
        return value == JsonToken.VALUE_NULL ? NO_LIMIT : BAD_LIMIT;
    }

    /** The same; what is no string is no session's name either. */
    private static @Nullable String readAfter(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return value == JsonToken.VALUE_NULL ? null : "";
    }

    /** Other types than refresh may have a field of this name and of any type. */
    private static @Nullable String readToken(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    /** Notes where the value stands in the scratch space; reading over it checks that it is well-formed. */
    private void readData(JsonParser parser, long start) throws IOException {
        dataStart = (int) (parser.currentTokenLocation().getByteOffset() - start);
        parser.skipChildren();
        parser.finishToken();
        dataEnd = (int) (parser.currentLocation().getByteOffset() - start);
    }

    private ClientMessage message() {
        if (type == null) {
            throw bad("a message needs a type");
        }
        return switch (type) {
            case "publish" ->
                new ClientMessage.Publish(
                        id, requiredRoom(), requiredData(), Optional.ofNullable(key), Optional.ofNullable(collapseKey));
            case "join" -> new ClientMessage.Join(id, requiredRoom(), Optional.ofNullable(since));
            case "history" ->
                new ClientMessage.History(
                        id,
                        requiredRoom(),
                        Optional.ofNullable(since),
                        lawfulLimit().orElse(DEFAULT_LIMIT),
                        reverse);
            case "leave" -> new ClientMessage.Leave(id, requiredRoom());
            case "presence" -> new ClientMessage.Presence(id, requiredRoom(), lawfulLimit(), lawfulAfter());
            case "refresh" -> new ClientMessage.Refresh(id, requiredToken());
            case "ping" -> new ClientMessage.Ping(id);
            default ->
                throw new Refusal(
                        id,
                        ErrorCode.UNKNOWN_TYPE,
                        "type is one of join, leave, publish, history, presence, refresh and ping");
        };
    }

    private String requiredRoom() {
        if (room == null) {
            throw bad("this type needs a room");
        }
        return room;
    }

    private OptionalInt lawfulLimit() {
        if (limit == BAD_LIMIT) {
            throw bad("limit must be a whole number of at least 0");
        }
        return limit == NO_LIMIT ? OptionalInt.empty() : OptionalInt.of(limit);
    }

    private Optional<SessionId> lawfulAfter() {
        if (after == null) {
            return Optional.empty();
        }
        Optional<SessionId> session = SessionId.of(after);
        if (session.isEmpty()) {
            throw bad("after must be a session, as next has it");
        }
        return session;
    }

    private String requiredToken() {
        if (token == null) {
            throw bad("refresh needs a token, which is a string");
        }
        return token;
    }

    private ByteBuf requiredData() {
        if (dataStart < 0) {
            throw bad("publish needs data");
        }
        return scratchBuffer.setIndex(dataStart, dataEnd);
    }

    private Refusal bad(String reason) {
        return new Refusal(id, ErrorCode.BAD_MESSAGE, reason);
    }
}
