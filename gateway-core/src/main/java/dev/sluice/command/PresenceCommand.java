package dev.sluice.command;

import dev.sluice.fanout.Seat;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.PresencePage;
import dev.sluice.message.Refusal;
import dev.sluice.message.ServerMessage;
import dev.sluice.room.PresenceRequest;
import dev.sluice.room.RoomDirectory;
import java.util.Optional;
import java.util.function.BiConsumer;

/** {@code presence}: who is in a room, a page at a time. */
final class PresenceCommand {
    private final RoomDirectory rooms;
    private final BiConsumer<Member, Refusal> refuse;

    /** @param refuse tells a client that its message was not carried out */
    PresenceCommand(RoomDirectory rooms, BiConsumer<Member, Refusal> refuse) {
        this.rooms = rooms;
        this.refuse = refuse;
    }

    void run(Member member, ClientMessage.Presence request) {
        Seat seat = member.seats().get(request.room());
        if (seat == null) {
            throw new Refusal(request.id(), ErrorCode.NOT_A_MEMBER, "join the room before asking who is in it");
        }
        if (!Permissions.mayReadPresence(rooms.rulesOf(seat), member.identity(), seat.room(), true)) {
            throw new Refusal(request.id(), ErrorCode.FORBIDDEN, "this session may not ask who is in the room");
        }
        PresenceRequest page = PresenceRequest.of(request.limit(), request.after());
        rooms.shardOf(seat.room()).presence(seat.room(), page, answer -> reply(member, seat, request, answer));
    }

    private void reply(Member member, Seat seat, ClientMessage.Presence request, Optional<PresencePage> answer) {
        if (!member.isStillIn(seat)) {
            String reason = "this session has left the room, or was not let in";
            refuse.accept(member, new Refusal(request.id(), ErrorCode.NOT_A_MEMBER, reason));
        } else if (!seat.isLetIn() && rooms.rulesOf(seat).members() > 0) { // behind a join that has to wait
            String reason = "the room may be full: ask behind its joined";
            refuse.accept(member, new Refusal(request.id(), ErrorCode.NOT_A_MEMBER, reason));
        } else if (answer.isEmpty()) {
            refuse.accept(
                    member, new Refusal(request.id(), ErrorCode.UNAVAILABLE, "this room does not keep who is in it"));
        } else if (request.id().isPresent()) {
            member.reply(new ServerMessage.Presence(request.id().getAsLong(), request.room(), answer.get()));
        }
    }
}
