package dev.sluice.session;

import dev.sluice.auth.Rejection;
import dev.sluice.codec.MessageCodec;
import dev.sluice.command.CommandDispatcher;
import dev.sluice.command.Member;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.Message;
import dev.sluice.message.MessageKind;
import dev.sluice.message.Refusal;
import dev.sluice.message.RoomName;
import dev.sluice.message.ServerMessage;
import dev.sluice.message.StreamPosition;
import dev.sluice.room.RoomDirectory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The envelope protocol: a session that may be in many rooms and gets answers. */
public final class EnvelopeConversation implements Conversation, Steerable {
    /** A client that sends so much nonsense in a row will not find its way. */
    private static final int MOST_BAD_MESSAGES = 10;

    private final Session session;
    private final MessageCodec codec;
    private final CommandDispatcher commands;
    private final Member member;
    private final PublishingBrake brake;
    private int badMessages;

    /**
     * Greets the client.
     *
     * @param ping how often the server will ping, as told to the client
     */
    public EnvelopeConversation(
            Session session, MessageCodec codec, CommandDispatcher commands, RoomDirectory rooms, Duration ping) {
        this.session = session;
        this.codec = codec;
        this.commands = commands;
        this.member = new Member(session.id(), session::identity, session.lane().index(), session.link(), this::reply);
        this.brake = new PublishingBrake(rooms, session.link());
        reply(new ServerMessage.Welcome(session.id(), ping, session.identity().user(), session.tokenExpires()));
    }

    @Override
    public void onMessage(MessageKind kind, ByteBuf payload) {
        if (kind == MessageKind.BINARY) {
            session.close(CloseReason.TEXT_ONLY);
            return;
        }
        try {
            ClientMessage message = codec.decode(payload);
            if (message instanceof ClientMessage.Refresh refresh) {
                refresh(refresh);
            } else {
                commands.dispatch(member, message, session.readNanos());
            }
            badMessages = 0;
        } catch (Refusal refusal) {
            commands.refuse(member, refusal);
            countBadMessage(refusal);
        }
        brake.check();
    }

    /** Not carried out: the client learns when to try again. */
    @Override
    public void onMessageOverQuota(MessageKind kind, ByteBuf payload, long waitNanos) {
        OptionalLong id = OptionalLong.empty();
        try {
            id = codec.decode(payload).id();
        } catch (Refusal refusal) {
            id = refusal.id();
        }
        long seconds = 1 + Duration.ofNanos(waitNanos - 1).toSeconds();
        String reason = "more than this session may send; try again in " + seconds + " s";
        commands.refuse(member, new Refusal(id, ErrorCode.RATE_LIMITED, reason));
    }

    @Override
    public void onExpiring(OptionalLong expires, Duration in) {
        reply(new ServerMessage.Expiring(expires, in));
    }

    @Override
    public void onGoaway(Duration in) {
        reply(new ServerMessage.Goaway(in));
    }

    @Override
    public void onClosed(CloseReason reason) {
        commands.leaveAll(member);
    }

    /** Where no token is asked for, any will do, so that one client can be used with and without. */
    private void refresh(ClientMessage.Refresh request) {
        Credential credential = session.credential();
        if (credential == null) {
            onRefreshed(request.id());
        } else if (!credential.show(request.token(), rejection -> onSeen(request.id(), rejection))) {
            throw new Refusal(request.id(), ErrorCode.RATE_LIMITED, "one token at a time: wait for the answer");
        }
    }

    private void onSeen(OptionalLong id, Optional<Rejection> rejection) {
        if (rejection.isEmpty()) {
            onRefreshed(id);
            return;
        }
        ErrorCode code = rejection.get().isPassing() ? ErrorCode.UNAVAILABLE : ErrorCode.FORBIDDEN;
        commands.refuse(member, new Refusal(id, code, rejection.get().text()));
    }

    private void onRefreshed(OptionalLong id) {
        if (id.isPresent()) {
            reply(new ServerMessage.Refreshed(id.getAsLong(), session.tokenExpires()));
        }
    }

    @Override
    public void join(RoomName room, Consumer<Optional<StreamPosition>> joined) {
        commands.backend().join(member, room, joined);
    }

    @Override
    public void leave(RoomName room, Runnable left) {
        commands.backend().leave(member, room, left);
    }

    @Override
    public void tell(Message message) {
        reply(new ServerMessage.Told(message));
    }

    private void countBadMessage(Refusal refusal) {
        if (!refusal.code().isNonsense()) {
            badMessages = 0;
        } else if (++badMessages == MOST_BAD_MESSAGES) {
            session.close(CloseReason.TOO_MANY_ERRORS);
        }
    }

    private void reply(ServerMessage message) {
        ByteBuf payload = Unpooled.buffer();
        codec.encode(message, payload);
        session.send(MessageKind.TEXT, payload);
    }
}
