package dev.sluice.room;

import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A message as a room remembers it: nothing of the publisher but its name and its user's, so that no connection outlives its end here.
 * Immutable.
 */
final class Past {
    /**
     * Memory beside the payload: this object and the publisher's name with 32 bytes each, the header of an array and its padding with
     * 24, a slot that may stand beside three empty ones.
     */
    static final int OVERHEAD_BYTES = 104;

    /** Memory of a user's name beside its characters: a string with 24 bytes, an array's header and padding with 24. */
    static final int USER_OVERHEAD_BYTES = 48;

    private final PayloadType type;

    /** Never changed: deliveries on other lanes read it. */
    private final byte[] payload;

    private final SessionId from;
    private final @Nullable String user;
    private final long takenNanos;

    private Past(PayloadType type, byte[] payload, SessionId from, @Nullable String user, long takenNanos) {
        this.type = type;
        this.payload = payload;
        this.from = from;
        this.user = user;
        this.takenNanos = takenNanos;
    }

    /** The payload of a detached publication is shared, another one is copied. */
    static Past of(Publication publication, long takenNanos) {
        Message message = publication.message();
        byte[] payload = ByteBufUtil.getBytes(
                message.payload(),
                message.payload().readerIndex(),
                message.payload().readableBytes(),
                !message.detached());
        return new Past(message.type(), payload, message.from(), message.user(), takenNanos);
    }

    Publication publication(RoomName room, long offset) {
        return new Publication(
                room, offset, new Message(type, Unpooled.wrappedBuffer(payload), from, null, 0, true, null, user));
    }

    int payloadBytes() {
        return payload.length;
    }

    @Nullable
    String user() {
        return user;
    }

    /** Memory beside the payload. The sessions of one user may share a name that is counted for each message. */
    int overheadBytes() {
        return user == null ? OVERHEAD_BYTES : OVERHEAD_BYTES + USER_OVERHEAD_BYTES + Character.BYTES * user.length();
    }

    /** When the room took it, on its lane's clock. */
    long takenNanos() {
        return takenNanos;
    }
}
