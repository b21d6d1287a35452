package dev.sluice.server.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sluice.Outgoing;
import dev.sluice.Post;
import dev.sluice.codec.JsonText;
import dev.sluice.message.RoomName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages out of a JSON body: one of {@code data}, {@code text} and {@code base64} is what a message says, {@code room} or
 * {@code rooms} where it goes if the path does not tell, {@code collapse-key} what it is the latest word on, and {@code messages} holds
 * several. Other fields are ignored. What stands in {@code data} is kept as it is written. Used for one body.
 */
final class MessageBody {
    /** Messages, or rooms of a message, in one request. */
    static final int MOST_MESSAGES = 1000;

    private final String body;

    private MessageBody(String body) {
        this.body = body;
    }

    /**
     * One message, or several.
     *
     * @param room where all of them go; empty: each says so
     */
    static Messages read(byte[] body, Optional<RoomName> room) {
        String text = Utf8.decoded(body);
        try (JsonParser parser = JsonText.parser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Problem.bad("the body is one JSON object");
            }
            Message message = new MessageBody(text).readMessage(parser, true);
            if (parser.nextToken() != null) {
                throw Problem.bad("the body is one JSON object and nothing behind it");
            }
            return message.whole(room);
        } catch (JsonProcessingException e) {
            throw notJson(e);
        } catch (IOException e) {
            throw new UncheckedIOException("a string in memory does no I/O", e);
        }
    }

    /** The string in one field of an object. */
    static String readField(byte[] body, String field) {
        String value = null;
        try (JsonParser parser = JsonText.parser(Utf8.decoded(body))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Problem.bad("the body is one JSON object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                if (name.equals(field)) {
                    value = string(parser, token, field);
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw Problem.bad("the body is one JSON object and nothing behind it");
            }
        } catch (JsonProcessingException e) {
            throw notJson(e);
        } catch (IOException e) {
            throw new UncheckedIOException("a string in memory does no I/O", e);
        }
        if (value == null) {
            throw Problem.bad("the body needs " + field);
        }
        return value;
    }

    /**
     * What a body says.
     *
     * @param posts in order, at least one
     * @param isBatch whether it came as {@code messages}
     */
    record Messages(List<Post> posts, boolean isBatch) {}

    /** What one object of the body has said so far. */
    private static final class Message {
        private @Nullable Outgoing content;
        private @Nullable String collapseKey;
        private final List<RoomName> rooms = new ArrayList<>();
        private @Nullable List<Message> messages;

        void say(Outgoing said) {
            if (content != null) {
                throw Problem.bad("a message has one of data, text and base64");
            }
            content = said;
        }

        Messages whole(Optional<RoomName> room) {
            List<Post> posts = new ArrayList<>();
            List<Message> several = messages;
            if (several == null) {
                addTo(posts, room);
            } else if (content != null || collapseKey != null || !rooms.isEmpty()) {
                throw Problem.bad("beside messages there is no other message, no room and no collapse-key");
            } else {
                several.forEach(message -> message.addTo(posts, room));
            }
            if (posts.isEmpty() || posts.size() > MOST_MESSAGES) {
                throw Problem.bad(
                        "a request holds 1 to " + MOST_MESSAGES + " messages, each room of one counting as one");
            }
            return new Messages(posts, several != null);
        }

        private void addTo(List<Post> posts, Optional<RoomName> room) {
            Outgoing said = content;
            if (said == null) {
                throw Problem.bad("a message needs data, text or base64");
            }
            if (room.isPresent() != rooms.isEmpty()) {
                throw Problem.bad(room.isPresent() ? "the path names the room" : "a message needs room or rooms");
            }
            room.ifPresent(rooms::add);
            Outgoing whole = collapseKey == null ? said : said.collapsing(collapseKey);
            rooms.forEach(name -> posts.add(new Post(name, whole)));
        }
    }

    /** At the opening brace; leaves the parser at the closing one. */
    private Message readMessage(JsonParser parser, boolean mayHoldOthers) throws IOException {
        Message message = new Message();
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (field) {
                case "data" -> message.say(Outgoing.json(rawValue(parser)));
                case "text" -> message.say(text(string(parser, token, field)));
                case "base64" -> message.say(Outgoing.binary(bytes(string(parser, token, field))));
                case "collapse-key" -> message.collapseKey = collapseKey(parser, token);
                case "room" -> message.rooms.add(room(string(parser, token, field)));
                case "rooms" -> readRooms(parser, token, message.rooms);
                case "messages" -> {
                    if (!mayHoldOthers) {
                        throw Problem.bad("a message holds no messages");
                    }
                    message.messages = readMessages(parser, token);
                }
                default -> parser.skipChildren();
            }
        }
        return message;
    }

    private List<Message> readMessages(JsonParser parser, JsonToken first) throws IOException {
        if (first != JsonToken.START_ARRAY) {
            throw Problem.bad("messages is an array of objects");
        }
        List<Message> messages = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token != JsonToken.START_OBJECT) {
                throw Problem.bad("messages is an array of objects");
            }
            if (messages.size() == MOST_MESSAGES) {
                throw Problem.bad("a request holds at most " + MOST_MESSAGES + " messages");
            }
            messages.add(readMessage(parser, false));
        }
        return messages;
    }

    private static void readRooms(JsonParser parser, JsonToken first, List<RoomName> rooms) throws IOException {
        if (first != JsonToken.START_ARRAY) {
            throw Problem.bad("rooms is an array of strings");
        }
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (rooms.size() == MOST_MESSAGES) {
                throw Problem.bad("a message goes to at most " + MOST_MESSAGES + " rooms");
            }
            rooms.add(room(string(parser, token, "each of rooms")));
        }
    }

    /** The value as it is written. */
    private String rawValue(JsonParser parser) throws IOException {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        return body.substring(start, (int) parser.currentLocation().getCharOffset());
    }

    private static String string(JsonParser parser, JsonToken token, String what) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            throw Problem.bad(what + " is a string");
        }
        return parser.getText();
    }

    /** As in an envelope, null is none. */
    private static @Nullable String collapseKey(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        String key = string(parser, token, "collapse-key");
        if (key.isEmpty() || key.length() > Outgoing.MOST_KEY_CHARACTERS) {
            throw Problem.bad("collapse-key has 1 to " + Outgoing.MOST_KEY_CHARACTERS + " characters");
        }
        return key;
    }

    private static Outgoing text(String text) {
        try {
            return Outgoing.text(text);
        } catch (IllegalArgumentException e) {
            throw Problem.bad("text holds half of a surrogate pair");
        }
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw Problem.bad("base64 is not base64 (RFC 4648, 4)");
        }
    }

    private static RoomName room(String name) {
        return RoomName.of(name).orElseThrow(() -> ApiRequest.badRoom("a room's name"));
    }

    private static Problem notJson(JsonProcessingException e) {
        JsonLocation place = e.getLocation();
        return Problem.bad(
                place == null
                        ? "nested deeper than " + StreamReadConstraints.DEFAULT_MAX_DEPTH + " levels"
                        : "not JSON: line " + place.getLineNr() + ", column " + place.getColumnNr());
    }
}
