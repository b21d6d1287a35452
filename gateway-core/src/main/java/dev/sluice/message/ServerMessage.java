package dev.sluice.message;

import java.time.Duration;
import java.util.OptionalLong;

/** What the gateway says in an envelope, messages of rooms aside. */
public sealed interface ServerMessage {
    /** The first one of every session. */
    record Welcome(SessionId session, Duration ping) implements ServerMessage {}

    /** The session is in the room and gets every message behind this position. */
    record Joined(long id, String room, StreamPosition position) implements ServerMessage {}

    /** The session is out of the room. */
    record Left(long id, String room) implements ServerMessage {}

    /** The room has taken the message. */
    record Published(long id, String room, long offset) implements ServerMessage {}

    /** The backend has put the session into the room: what a join would have answered, but nobody asked. */
    record Seated(String room, StreamPosition position) implements ServerMessage {}

    /** The backend has taken the session out of the room. */
    record Unseated(String room) implements ServerMessage {}

    /** What the backend says to this session alone; the payload is borrowed until it is encoded. */
    record Told(Message message) implements ServerMessage {}

    /** The answer to a ping. */
    record Pong(long id) implements ServerMessage {}

    /** A command was not carried out. */
    record Failed(OptionalLong id, ErrorCode code, String message) implements ServerMessage {}
}
