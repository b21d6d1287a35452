package dev.sluice.command;

import dev.sluice.fanout.Seat;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.Refusal;
import dev.sluice.message.ServerMessage;
import dev.sluice.room.RoomDirectory;

/** {@code leave}: no message of the room comes behind it. */
final class LeaveCommand {
    private final RoomDirectory rooms;

    LeaveCommand(RoomDirectory rooms) {
        this.rooms = rooms;
    }

    void run(Member member, ClientMessage.Leave request) {
        Seat seat = member.seats().remove(request.room());
        if (seat == null) {
            throw new Refusal(request.id(), ErrorCode.NOT_A_MEMBER, "this session is not in the room");
        }
        PastRequests past = member.pastRequests();
        if (past != null) {
            past.abandon(seat);
        }
        rooms.shardOf(seat.room()).leave(seat, member.id(), () -> {
            if (request.id().isPresent()) {
                member.reply(new ServerMessage.Left(request.id().getAsLong(), request.room()));
            }
        });
    }
}
