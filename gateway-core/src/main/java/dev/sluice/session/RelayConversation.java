package dev.sluice.session;

import dev.sluice.fanout.Seat;
import dev.sluice.message.Message;
import dev.sluice.message.MessageKind;
import dev.sluice.message.PayloadType;
import dev.sluice.message.RoomName;
import dev.sluice.room.Entry;
import dev.sluice.room.RoomDirectory;
import dev.sluice.room.RoomShardProxy;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A raw room: every message goes, as it is, to all other members. */
public final class RelayConversation implements Conversation {
    private final Session session;
    private final RoomDirectory rooms;
    private final Seat seat;

    /** Null until it is needed for the first time. */
    private @Nullable PublishingBrake brake;

    /** Joins the room. */
    public RelayConversation(Session session, RoomDirectory rooms, RoomName room) {
        this.session = session;
        this.rooms = rooms;
        this.seat = new Seat(room, session.link(), session.lane().index());
        shard().join(seat, new Entry(session.id(), session.identity(), null), answer -> {});
    }

    @Override
    public void onMessage(MessageKind kind, ByteBuf payload) {
        PayloadType type = kind == MessageKind.TEXT ? PayloadType.TEXT : PayloadType.BINARY;
        shard().publish(seat.room(), Message.borrowing(type, payload, session.id(), seat, session.readNanos()));
        if (rooms.isCongested()) {
            brake();
        }
    }

    @Override
    public void onClosed(CloseReason reason) {
        shard().leave(seat, session.id(), () -> {});
    }

    private RoomShardProxy shard() {
        return rooms.shardOf(seat.room());
    }

    private void brake() {
        if (brake == null) {
            brake = new PublishingBrake(rooms, session.link());
        }
        brake.check();
    }
}
