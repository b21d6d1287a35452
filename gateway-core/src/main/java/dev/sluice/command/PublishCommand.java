package dev.sluice.command;

import dev.sluice.fanout.Seat;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.Refusal;
import dev.sluice.message.ServerMessage;
import dev.sluice.room.RoomDirectory;
import dev.sluice.room.RoomShardProxy;

/** {@code publish}: to every member of a room, the publisher too. */
final class PublishCommand {
    private final RoomDirectory rooms;

    PublishCommand(RoomDirectory rooms) {
        this.rooms = rooms;
    }

    void run(Member member, ClientMessage.Publish request, long readNanos) {
        Seat seat = member.seats().get(request.room());
        if (seat == null) {
            throw new Refusal(request.id(), ErrorCode.NOT_A_MEMBER, "join the room before publishing to it");
        }
        Message message = Message.borrowing(PayloadType.JSON, request.data(), member.id(), null, readNanos);
        RoomShardProxy shard = rooms.shardOf(seat.room());
        if (request.id().isEmpty()) {
            shard.publish(seat.room(), message);
            return;
        }
        long id = request.id().getAsLong();
        shard.publish(
                seat.room(), message, offset -> member.reply(new ServerMessage.Published(id, request.room(), offset)));
    }
}
