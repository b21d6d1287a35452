package dev.sluice.message;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    /**
     * The session is in the room and gets every message behind this position.
     *
     * @param recovered to a client that asked for what it has missed: whether it gets all of it, before anything else of the room
     */
    record Joined(long id, String room, StreamPosition position, Optional<Boolean> recovered) implements ServerMessage {
        /** To a client that did not ask for anything missed. */
        public Joined(long id, String room, StreamPosition position) {
            this(id, room, position, Optional.empty());
        }
    }

    /** The session is out of the room. */
    record Left(long id, String room) implements ServerMessage {}

    /**
     * The room has taken the message.
     *
     * @param duplicate whether it had done so before, and nobody gets it again
     */
    record Published(long id, String room, long offset, boolean duplicate) implements ServerMessage {
        /** The room has taken it now. */
        public Published(long id, String room, long offset) {
            this(id, room, offset, false);
        }
    }

    /**
     * Messages that the room remembers.
     *
     * @param position the last message so far
     * @param messages in the order that was asked for
     * @param more whether there are more of them in that direction
     */
    record History(long id, String room, StreamPosition position, List<Publication> messages, boolean more)
            implements ServerMessage {}

    /** The session has lost messages of a room, from one offset to another; 0: it is not known which. */
    record Gap(String room, long from, long to) implements ServerMessage {}

    /** Who is in the room. */
    record Presence(long id, String room, PresencePage page) implements ServerMessage {}

    /** The token counts from now on, and ends then, in seconds since 1970; empty: never. */
    record Refreshed(long id, OptionalLong expires) implements ServerMessage {}

    /** The session ends soon, with its token, unless another one comes. */
    record Expiring(OptionalLong expires, Duration in) implements ServerMessage {}

    /** The session ends then, because the gateway is about to stop or for its age, and the client had better come back before. */
    record Goaway(Duration in) implements ServerMessage {}

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
