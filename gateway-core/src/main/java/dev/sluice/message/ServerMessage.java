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

    /** The session has lost messages of a room, from one offset to another; 0: it is not known which. */
    record Gap(String room, long from, long to) implements ServerMessage {}

    /** The answer to a ping. */
    record Pong(long id) implements ServerMessage {}

    /** A command was not carried out. */
    record Failed(OptionalLong id, ErrorCode code, String message) implements ServerMessage {}
}
