package dev.sluice.command;

import dev.sluice.fanout.Seat;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.Refusal;
import dev.sluice.message.RoomName;
import dev.sluice.message.ServerMessage;
import dev.sluice.namespace.RoomRules;
import dev.sluice.room.PublishKey;
import dev.sluice.room.RoomDirectory;
import dev.sluice.room.RoomShardProxy;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** {@code publish}: to every member of a room, the publisher too. */
final class PublishCommand {
    private final RoomDirectory rooms;

    /** Null where nobody can be asked. */
    private @Nullable PublishDesk desk;

    PublishCommand(RoomDirectory rooms) {
        this.rooms = rooms;
    }

    /** Has somebody asked about messages to rooms whose rules say so. */
    void ask(PublishDesk through) {
        desk = through;
    }

    void run(Member member, ClientMessage.Publish request, long readNanos) {
        Seat seat = member.seats().get(request.room());
        if (seat == null) {
            throw new Refusal(request.id(), ErrorCode.NOT_A_MEMBER, "join the room before publishing to it");
        }
        boolean look = rooms.namespaces().lookAtMessages();
        boolean ask = look && check(member, seat, request);
        if (ask || (desk != null && desk.holds(member, seat))) { // also behind those that were asked about before
            hold(member, seat, request);
        } else {
            take(member, seat, request, look, readNanos);
        }
    }

    private void hold(Member member, Seat seat, ClientMessage.Publish request) {
        if (desk == null) {
            throw new Refusal(request.id(), ErrorCode.UNAVAILABLE, "there is nobody to be asked about this message");
        }
        desk.hold(member, seat, request, (asked, nowNanos) -> take(member, seat, asked, true, nowNanos));
    }

    /** @param look whether the room's rules may ask for more in the message */
    private void take(Member member, Seat seat, ClientMessage.Publish request, boolean look, long readNanos) {
        Message message = messageOf(member, request, readNanos);
        if (look) {
            message = Permissions.signed(message, rooms.rulesOf(seat), member.identity());
        }
        RoomShardProxy shard = rooms.shardOf(seat.room());
        if (request.key().isPresent()) {
            publishOnce(member, seat.room(), message, request);
            return;
        }
        if (request.id().isEmpty()) {
            shard.publish(seat.room(), message);
            return;
        }
        long id = request.id().getAsLong();
        shard.publish(
                seat.room(), message, offset -> member.reply(new ServerMessage.Published(id, request.room(), offset)));
    }

    private static Message messageOf(Member member, ClientMessage.Publish request, long readNanos) {
        Message message = Message.borrowing(PayloadType.JSON, request.data(), member.id(), null, readNanos);
        return request.collapseKey().map(message::collapsing).orElse(message);
    }

    /** Whether somebody has to be asked, too. */
    private boolean check(Member member, Seat seat, ClientMessage.Publish request) {
        RoomRules rules = rooms.rulesOf(seat);
        if (!Permissions.mayPublish(rules, member.identity(), seat.room())) {
            throw new Refusal(request.id(), ErrorCode.FORBIDDEN, Permissions.publishBreach(rules));
        }
        if (rules.isTooLarge(request.data().readableBytes())) {
            throw new Refusal(
                    request.id(),
                    ErrorCode.TOO_LARGE,
                    "this room takes messages of " + rules.messageBytes() + " bytes of data at most");
        }
        if (rules.members() > 0 && !seat.isLetIn()) {
            throw new Refusal(request.id(), ErrorCode.NOT_A_MEMBER, "the room may be full: publish behind its joined");
        }
        return rules.access().askPublish();
    }

    /** A key is one's own among all users, but for those who have shown no token: they are told apart by nothing. */
    private void publishOnce(Member member, RoomName room, Message message, ClientMessage.Publish request) {
        PublishKey key = new PublishKey(member.identity().user(), request.key().orElseThrow());
        OptionalLong id = request.id();
        rooms.shardOf(room).publish(room, message, key, answer -> {
            if (id.isPresent()) {
                member.reply(new ServerMessage.Published(
                        id.getAsLong(), request.room(), answer.offset(), answer.duplicate()));
            }
        });
    }
}
