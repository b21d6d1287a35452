package dev.sluice.message;

import java.time.Duration;
import java.util.OptionalLong;

/** What the gateway says in an envelope, messages of rooms aside. */
public sealed interface ServerMessage {
    /**
     * The first one of every session.
     *
     * @param user whose token it has; empty: it has none
     * @param expires when that ends, in seconds since 1970; empty: never
     */
    record Welcome(SessionId session, Duration ping, String user, OptionalLong expires) implements ServerMessage {
        /** To a session without a token. */
        public Welcome(SessionId session, Duration ping) {
            this(session, ping, "", OptionalLong.empty());
        }
    }

    /** The session is in the room and gets every message behind this position. */
    record Joined(long id, String room, StreamPosition position) implements ServerMessage {}

    /** The session is out of the room. */
    record Left(long id, String room) implements ServerMessage {}

    /** The room has taken the message. */
    record Published(long id, String room, long offset) implements ServerMessage {}

    /** The token counts from now on, and ends then, in seconds since 1970; empty: never. */
    record Refreshed(long id, OptionalLong expires) implements ServerMessage {}

    /** The session ends soon, with its token, unless another one comes. */
    record Expiring(OptionalLong expires, Duration in) implements ServerMessage {}

    /** The answer to a ping. */
    record Pong(long id) implements ServerMessage {}

    /** A command was not carried out. */
    record Failed(OptionalLong id, ErrorCode code, String message) implements ServerMessage {}
}
