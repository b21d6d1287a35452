package dev.sluice.session;

import dev.sluice.auth.Rejection;
import dev.sluice.codec.MessageCodec;
import dev.sluice.lane.DeadlineQueue;
import dev.sluice.limit.ByteBudget;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.MessageKind;
import dev.sluice.message.Refusal;
import dev.sluice.message.ServerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The envelope before the client has said who it is: takes one token, as the first message, and gives way to the conversation that the
 * client came for. What the client has sent behind it, in the same packet, waits for that.
 */
public final class TokenConversation implements Conversation {
    /** What one read may bring, and some more; nothing is read while the token is looked at. */
    private static final int MOST_WAITING_BYTES = 256 * 1024;

    private final Session session;
    private final Credential credential;
    private final MessageCodec codec;
    private final ConversationFactory next;
    private final DeadlineQueue.Deadline deadline;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean shown;

    private record Waiting(MessageKind kind, ByteBuf payload) {}

    /**
     * Begins to wait.
     *
     * @param session one that {@link Session#needsToken}
     * @param next what the client came for
     */
    public TokenConversation(Session session, MessageCodec codec, ConversationFactory next) {
        this.session = session;
        this.credential = session.requiredCredential();
        this.codec = codec;
        this.next = next;
        this.deadline = credential.whenTooLate(this::miss);
    }

    @Override
    public void onMessage(MessageKind kind, ByteBuf payload) {
        if (shown) {
            keep(kind, payload);
            return;
        }
        ClientMessage.Refresh token = tokenIn(kind, payload);
        if (token == null) {
            miss();
            return;
        }
        shown = true;
        deadline.cancel();
        credential.show(token.token(), rejection -> onSeen(token.id(), rejection));
    }

    @Override
    public void onClosed(CloseReason reason) {
        deadline.cancel();
        forgetWaiting();
    }

    private ClientMessage.@Nullable Refresh tokenIn(MessageKind kind, ByteBuf payload) {
        if (kind == MessageKind.BINARY) {
            return null;
        }
        try {
            return codec.decode(payload) instanceof ClientMessage.Refresh refresh ? refresh : null;
        } catch (Refusal nonsense) {
            return null;
        }
    }

    private void miss() {
        deadline.cancel();
        credential.countMissing();
        session.close(CloseReason.TOKEN_MISSING);
    }

    private void onSeen(OptionalLong id, Optional<Rejection> rejection) {
        if (rejection.isPresent()) {
            forgetWaiting();
            session.close(CloseReason.of(rejection.get()));
            return;
        }
        try {
            goOn(id);
        } catch (RuntimeException failure) {
            session.close(CloseReason.INTERNAL);
            throw failure;
        } finally {
            forgetWaiting();
        }
    }

    private void goOn(OptionalLong id) {
        Conversation wanted = session.become(next);
        if (id.isPresent()) {
            ByteBuf payload = Unpooled.buffer();
            codec.encode(new ServerMessage.Refreshed(id.getAsLong(), credential.expires()), payload);
            session.send(MessageKind.TEXT, payload);
        }
        for (Waiting message = waiting.poll(); message != null && session.link().isOpen(); message = waiting.poll()) {
            wanted.onMessage(message.kind(), message.payload());
        }
    }

    private void keep(MessageKind kind, ByteBuf payload) {
        int bytes = payload.readableBytes();
        if (bytes > MOST_WAITING_BYTES - waitingBytes) {
            session.close(CloseReason.TOO_EARLY);
        } else if (!memory().tryCharge(bytes)) {
            session.close(CloseReason.NO_MEMORY);
        } else {
            waitingBytes += bytes;
            waiting.add(new Waiting(kind, Unpooled.copiedBuffer(payload)));
        }
    }

    private void forgetWaiting() {
        memory().discharge(waitingBytes);
        waitingBytes = 0;
        waiting.clear();
    }

    /** Shared with messages that have come in part. */
    private ByteBudget memory() {
        return session.lane().memory().pieces();
    }
}
