package dev.sluice.message;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a client says in an envelope. {@code id} is its own number, repeated in the reply; without it there is no reply. */
public sealed interface ClientMessage {
    /** The client's number for this message. */
    OptionalLong id();

    /**
     * Wants to be in a room. The name is as the client wrote it, not yet checked.
     *
     * @param since the last message that it has, if it wants what came behind it
     */
    record Join(OptionalLong id, String room, Optional<StreamPosition> since) implements ClientMessage {
        /** Wants what comes from now on. */
        public Join(OptionalLong id, String room) {
            this(id, room, Optional.empty());
        }
    }

    /** Wants to be out of a room. */
    record Leave(OptionalLong id, String room) implements ClientMessage {}

    /**
     * Publishes to a room that it is in.
     *
     * @param data one JSON value, checked to be well-formed; borrowed, valid during the call
     * @param key the client's own name for it, by which the room knows it again
     * @param collapseKey what it is the latest word on; see {@link Message#collapseKey()}
     */
    record Publish(OptionalLong id, String room, ByteBuf data, Optional<String> key, Optional<String> collapseKey)
            implements ClientMessage {
        /** A word on nothing in particular. */
        public Publish(OptionalLong id, String room, ByteBuf data, Optional<String> key) {
            this(id, room, data, key, Optional.empty());
        }
    }

    /**
     * Asks for messages that a room remembers.
     *
     * @param since behind which message, or before which one if reversed; empty: from the oldest, or from the newest
     * @param limit messages at most
     * @param reverse whether the newest come first
     */
    record History(OptionalLong id, String room, Optional<StreamPosition> since, int limit, boolean reverse)
            implements ClientMessage {}

    /**
     * Asks who is in a room that it is in.
     *
     * @param limit members to be listed, at least 0
     * @param after the session behind which the list begins
     */
    record Presence(OptionalLong id, String room, OptionalInt limit, Optional<SessionId> after)
            implements ClientMessage {}

    /**
     * Shows a token: the session's first, or one that takes the place of another.
     *
     * @param token a secret
     */
    record Refresh(OptionalLong id, String token) implements ClientMessage {
        /** Without the token. */
        @Override
        public String toString() {
            return "Refresh[id=" + id + "]";
        }
    }

    /** Asks for a pong. */
    record Ping(OptionalLong id) implements ClientMessage {}
}
