package dev.sluice.session;

import dev.sluice.command.Permissions;
import dev.sluice.fanout.Seat;
import dev.sluice.message.Message;
import dev.sluice.message.MessageKind;
import dev.sluice.message.PayloadType;
import dev.sluice.message.RoomName;
import dev.sluice.namespace.RoomRules;
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
        shard().join(seat, new Entry(session.id(), session.identity(), null), answer -> {
            if (answer.isFull()) {
                session.close(CloseReason.ROOM_FULL);
            }
        });
    }

    @Override
    public void onMessage(MessageKind kind, ByteBuf payload) {
        PayloadType type = kind == MessageKind.TEXT ? PayloadType.TEXT : PayloadType.BINARY;
        Message message = Message.borrowing(type, payload, session.id(), seat, session.readNanos());
        if (rooms.namespaces().lookAtMessages()) {
            publishByRules(message);
        } else {
            shard().publish(seat.room(), message);
        }
        if (rooms.isCongested()) {
            brake();
        }
    }

    /** A raw client has no other way to learn that its message goes nowhere than the end. */
    private void publishByRules(Message message) {
        RoomRules rules = rooms.rulesOf(seat);
        if (!Permissions.mayRelay(rules, session.identity(), seat.room())) {
            session.close(CloseReason.MAY_NOT_PUBLISH);
        } else if (rules.isTooLarge(message.payload().readableBytes())) {
            session.close(CloseReason.TOO_LARGE_FOR_ROOM);
        } else {
            shard().publishFrom(seat, Permissions.signed(message, rules, session.identity()));
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
