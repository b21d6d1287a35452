package dev.sluice.server.hook;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.message.StreamPosition;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;

/** Something that a backend is told of. */
sealed interface HookEvent {
    /** When it happened, in milliseconds since 1970. */
    long atMillis();

    /** Which of them it is. */
    HookEventType type();

    /** Writes the fields that only this type has. */
    void writeFields(JsonGenerator out) throws IOException;

    /** As it is told: the type, when, and the rest. */
    default void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", type().text());
        out.writeStringField("at", Instant.ofEpochMilli(atMillis()).toString());
        writeFields(out);
        out.writeEndObject();
    }

    /** A client has come, and shown who it is where that is asked for. */
    record SessionOpened(long atMillis, SessionId session, String user, InetAddress address) implements HookEvent {
        @Override
        public HookEventType type() {
            return HookEventType.SESSION_OPENED;
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            writeSession(out, session, user);
            out.writeStringField("address", address.getHostAddress());
        }
    }

    /** It has gone. */
    record SessionClosed(long atMillis, SessionId session, String user, int code) implements HookEvent {
        @Override
        public HookEventType type() {
            return HookEventType.SESSION_CLOSED;
        }

        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            writeSession(out, session, user);
            out.writeNumberField("code", code);
        }
    }

    /** Somebody is in a room where nobody was, or nobody where somebody was. */
    record RoomChanged(long atMillis, HookEventType type, RoomName room, StreamPosition position) implements HookEvent {
        @Override
        public void writeFields(JsonGenerator out) throws IOException {
            out.writeStringField("room", room.text());
            out.writeStringField("epoch", position.epoch());
            out.writeNumberField("offset", position.offset());
        }
    }

    private static void writeSession(JsonGenerator out, SessionId session, String user) throws IOException {
        out.writeStringField("session", session.toString());
        if (user.isEmpty()) {
            out.writeNullField("user");
        } else {
            out.writeStringField("user", user);
        }
    }
}
