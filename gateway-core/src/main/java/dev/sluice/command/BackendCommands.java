package dev.sluice.command;

import dev.sluice.fanout.Seat;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.Refusal;
import dev.sluice.message.RoomName;
import dev.sluice.message.ServerMessage;
import dev.sluice.message.StreamPosition;
import dev.sluice.room.Entry;
import dev.sluice.room.RoomDirectory;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What the program around the gateway has a session do. It may do what the client may not, so nothing is asked but what keeps the
 * session whole; the client is told though it has not asked, by {@code joined} and {@code left} without an id. One for each lane.
 */
public final class BackendCommands {
    private final RoomDirectory rooms;
    private final int mostRooms;

    BackendCommands(RoomDirectory rooms, int mostRooms) {
        this.rooms = rooms;
        this.mostRooms = mostRooms;
    }

    /**
     * Seats a member, tells it and then the caller; throws {@link Refusal} if it is there, or in too many rooms.
     *
     * @param joined gets the room's position; empty: the room is full
     */
    public void join(Member member, RoomName room, Consumer<Optional<StreamPosition>> joined) {
        if (member.seats().containsKey(room.text())) {
            throw new Refusal(OptionalLong.empty(), ErrorCode.ALREADY_JOINED, "this session is already in the room");
        }
        if (member.seats().size() >= mostRooms) {
            throw new Refusal(
                    OptionalLong.empty(), ErrorCode.TOO_MANY_ROOMS, "a session may be in " + mostRooms + " rooms");
        }
        Seat seat = new Seat(room, member.outlet(), member.lane());
        member.seats().put(room.text(), seat);
        rooms.shardOf(room).join(seat, new Entry(member.id(), member.identity(), null), answer -> {
            if (answer.isFull()) {
                member.seats().remove(room.text(), seat);
                joined.accept(Optional.empty());
                return;
            }
            member.reply(new ServerMessage.Seated(room.text(), answer.position()));
            joined.accept(Optional.of(answer.position()));
        });
    }

    /** Takes a member out, tells it and then the caller; throws {@link Refusal} if it is not there. */
    public void leave(Member member, RoomName room, Runnable left) {
        Seat seat = member.seats().remove(room.text());
        if (seat == null) {
            throw new Refusal(OptionalLong.empty(), ErrorCode.NOT_A_MEMBER, "this session is not in the room");
        }
        PastRequests past = member.pastRequests();
        if (past != null) {
            past.abandon(seat);
        }
        rooms.shardOf(room).leave(seat, member.id(), () -> {
            member.reply(new ServerMessage.Unseated(room.text()));
            left.run();
        });
    }
}
