package dev.sluice.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * What a client publishes, before a room has taken it.
 *
 * @param type what the payload's bytes are
 * @param payload borrowed by whoever is handed the message, for the length of the call; who keeps it calls
 *     {@link #detach}
 * @param from the publisher
 * @param exceptSeat the seat that must not get the message back, as an opaque token that only its own lane looks into; null: the
 *     publisher gets it like everybody
 * @param readNanos when it was read from the socket
 * @param detached whether the payload is its own, on the Java heap, which nobody needs to release and any lane may read by
 *     absolute index
 * @param collapseKey what it is the latest word on: while it waits for a member who is behind, a later message of the room with the
 *     same key may take its place; null: it goes with all others that have none
 * @param user the publisher's, for the members to see; null: not told
 */
public record Message(
        PayloadType type,
        ByteBuf payload,
        SessionId from,
        @Nullable Object exceptSeat,
        long readNanos,
        boolean detached,
        @Nullable String collapseKey,
        @Nullable String user) {

    /** A message whose payload lies in somebody's buffer. */
    public static Message borrowing(
            PayloadType type, ByteBuf payload, SessionId from, @Nullable Object exceptSeat, long readNanos) {
        return new Message(type, payload, from, exceptSeat, readNanos, false, null, null);
    }

    /** This message if it is detached, else a copy that is. */
    public Message detach() {
        if (detached) {
            return this;
        }
        ByteBuf own = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(payload));
        return new Message(type, own, from, exceptSeat, readNanos, true, collapseKey, user);
    }

    /** This message as the latest word on something. */
    public Message collapsing(String key) {
        return new Message(type, payload, from, exceptSeat, readNanos, detached, key, user);
    }

    /** This message as that of a user whom the members may know. */
    public Message by(String publisher) {
        return new Message(type, payload, from, exceptSeat, readNanos, detached, collapseKey, publisher);
    }
}
