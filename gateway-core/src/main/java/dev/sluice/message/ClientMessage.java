package dev.sluice.message;

import io.netty.buffer.ByteBuf;
import java.util.OptionalLong;

/** What a client says in an envelope. {@code id} is its own number, repeated in the reply; without it there is no reply. */
public sealed interface ClientMessage {
    /** The client's number for this message. */
    OptionalLong id();

    /** Wants to be in a room. The name is as the client wrote it, not yet checked. */
    record Join(OptionalLong id, String room) implements ClientMessage {}

    /** Wants to be out of a room. */
    record Leave(OptionalLong id, String room) implements ClientMessage {}

    /**
     * Publishes to a room that it is in.
     *
     * @param data one JSON value, checked to be well-formed; borrowed, valid during the call
     */
    record Publish(OptionalLong id, String room, ByteBuf data) implements ClientMessage {}

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
