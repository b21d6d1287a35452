package dev.sluice.command;

import dev.sluice.fanout.Seat;
import dev.sluice.limit.Limits;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.Refusal;
import dev.sluice.message.RoomName;
import dev.sluice.message.ServerMessage;
import dev.sluice.room.Entry;
import dev.sluice.room.RoomDirectory;
import java.util.function.BiConsumer;

/** {@code join}: a seat in a room, from the next message on, or from the last one that the client has. */
final class JoinCommand {
    private final RoomDirectory rooms;
    private final Limits limits;
    private final BiConsumer<Member, Refusal> refusals;

    /** @param refusals tell a client why it is not in the room after all */
    JoinCommand(RoomDirectory rooms, Limits limits, BiConsumer<Member, Refusal> refusals) {
        this.rooms = rooms;
        this.limits = limits;
        this.refusals = refusals;
    }

    void run(Member member, ClientMessage.Join request) {
        RoomName room = RoomName.of(request.room())
                .orElseThrow(() -> new Refusal(
                        request.id(),
                        ErrorCode.BAD_ROOM,
                        "a room's name is 1 to 255 bytes of UTF-8 without control characters"));
        if (member.seats().containsKey(room.text())) {
            throw new Refusal(request.id(), ErrorCode.ALREADY_JOINED, "this session is already in the room");
        }
        if (member.seats().size() >= limits.roomsPerSession()) {
            throw new Refusal(
                    request.id(),
                    ErrorCode.TOO_MANY_ROOMS,
                    "a session may be in " + limits.roomsPerSession() + " rooms; leave one first");
        }
        Seat seat = new Seat(room, member.outlet(), member.lane());
        Permissions.joinBreach(rooms.rulesOf(seat), member.identity(), room).ifPresent(breach -> {
            throw new Refusal(request.id(), ErrorCode.FORBIDDEN, breach);
        });
        member.seats().put(room.text(), seat);
        if (request.since().isPresent()) {
            PastRequests.of(member, rooms, limits, refusals)
                    .begin(seat, request.id(), request.since().get());
            return;
        }
        rooms.shardOf(room).join(seat, new Entry(member.id(), member.identity(), null), answer -> {
            if (answer.isFull()) {
                member.seats().remove(room.text(), seat);
                refusals.accept(member, new Refusal(request.id(), ErrorCode.UNAVAILABLE, "the room is full"));
            } else if (request.id().isPresent()) {
                member.reply(new ServerMessage.Joined(request.id().getAsLong(), room.text(), answer.position()));
            }
        });
    }
}
