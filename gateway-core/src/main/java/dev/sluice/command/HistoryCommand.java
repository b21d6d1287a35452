package dev.sluice.command;

import dev.sluice.fanout.Seat;
import dev.sluice.limit.Limits;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.Refusal;
import dev.sluice.message.ServerMessage;
import dev.sluice.room.HistoryPage;
import dev.sluice.room.HistoryQuery;
import dev.sluice.room.PageSize;
import dev.sluice.room.RoomDirectory;
import java.util.function.BiConsumer;

/** {@code history}: some of the messages that a room remembers, forwards or backwards. */
final class HistoryCommand {
    /** More do not fit into a page unless they are empty. */
    private static final int MOST_MESSAGES = 1000;

    private final RoomDirectory rooms;
    private final Limits limits;
    private final BiConsumer<Member, Refusal> refusals;

    /** @param refusals for what turns out only in the room */
    HistoryCommand(RoomDirectory rooms, Limits limits, BiConsumer<Member, Refusal> refusals) {
        this.rooms = rooms;
        this.limits = limits;
        this.refusals = refusals;
    }

    void run(Member member, ClientMessage.History request) {
        Seat seat = member.seats().get(request.room());
        if (seat == null) {
            throw new Refusal(request.id(), ErrorCode.NOT_A_MEMBER, "join the room before asking for its history");
        }
        if (!Permissions.mayReadHistory(rooms.rulesOf(seat), member.identity(), seat.room(), true)) {
            throw new Refusal(request.id(), ErrorCode.FORBIDDEN, "this session may not read the room's history");
        }
        if (request.id().isEmpty()) {
            return; // without an id there is no reply, and nothing else to do
        }
        PageSize page = new PageSize(Math.min(request.limit(), MOST_MESSAGES), PageSize.MOST_BYTES);
        HistoryQuery query = new HistoryQuery(request.since(), page, request.reverse());
        boolean waits = PastRequests.of(member, rooms, limits, refusals)
                .ask(seat.room(), query, answer -> reply(member, seat, request, answer));
        if (!waits) {
            throw new Refusal(
                    request.id(), ErrorCode.RATE_LIMITED, "wait for the pages that were asked for before this one");
        }
    }

    private void reply(Member member, Seat seat, ClientMessage.History request, HistoryPage page) {
        if (!member.isStillIn(seat)) {
            String reason = "this session has left the room, or was not let in";
            refusals.accept(member, new Refusal(request.id(), ErrorCode.NOT_A_MEMBER, reason));
        } else if (page.recoverable()) {
            member.reply(new ServerMessage.History(
                    request.id().orElseThrow(), request.room(), page.position(), page.messages(), page.more()));
        } else {
            String reason =
                    "the room does not remember what came behind this position; ask without since for what is left";
            refusals.accept(member, new Refusal(request.id(), ErrorCode.UNRECOVERABLE, reason));
        }
    }
}
