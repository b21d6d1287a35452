package dev.sluice.command;

import dev.sluice.fanout.Seat;
import dev.sluice.limit.Limits;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.Refusal;
import dev.sluice.message.RoomName;
import dev.sluice.message.ServerMessage;
import dev.sluice.room.Entry;
import dev.sluice.room.PageSize;
import dev.sluice.room.RoomDirectory;

/** {@code join}: a seat in a room, from the next message on, or from the last one that the client has. */
final class JoinCommand {
    /** A page may wait, beside another one and what other rooms bring, without its reader counting as too slow. */
    private static final int PAGES_PENDING = 4;

    private final RoomDirectory rooms;
    private final int mostRooms;
    private final int pageBytes;

    JoinCommand(RoomDirectory rooms, Limits limits) {
        this.rooms = rooms;
        this.mostRooms = limits.roomsPerSession();
        this.pageBytes = Math.min(PageSize.MOST_BYTES, limits.pendingBytes() / PAGES_PENDING);
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
        if (member.seats().size() >= mostRooms) {
            throw new Refusal(
                    request.id(),
                    ErrorCode.TOO_MANY_ROOMS,
                    "a session may be in " + mostRooms + " rooms; leave one first");
        }
        Seat seat = new Seat(room, member.outlet(), member.lane());
        member.seats().put(room.text(), seat);
        if (request.since().isPresent()) {
            recoveriesOf(member).begin(seat, request.id(), request.since().get());
            return;
        }
        rooms.shardOf(room).join(seat, new Entry(member.id(), member.identity(), null), answer -> {
            if (request.id().isPresent()) {
                member.reply(new ServerMessage.Joined(request.id().getAsLong(), room.text(), answer.position()));
            }
        });
    }

    private Recoveries recoveriesOf(Member member) {
        Recoveries present = member.recoveries();
        if (present == null) {
            present = new Recoveries(member, rooms, pageBytes);
            member.recoveries(present);
        }
        return present;
    }
}
