package dev.sluice.session;

import dev.sluice.auth.Identity;
import dev.sluice.lane.Lane;
import dev.sluice.message.Message;
import dev.sluice.message.MessageKind;
import dev.sluice.message.PayloadType;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.message.StreamPosition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client, from the opening handshake to the end of its connection. All methods are called on its lane; other threads go through
 * {@link #lane()}.
 */
public final class Session {
    private final SessionId id;
    private final Lane lane;
    private final Link link;
    private final Heartbeat heartbeat = new Heartbeat();

    /** Null where no token is asked for. */
    private @Nullable Credential credential;

    /** Null before it is opened, and when it has ended. */
    private @Nullable Conversation conversation;

    private long readNanos;

    /** Set where the client has a quota. */
    private @Nullable Throttle throttle;

    Session(SessionId id, Lane lane, Link link) {
        this.id = id;
        this.lane = lane;
        this.link = link;
    }

    /** Its name, unique among all gateways. */
    public SessionId id() {
        return id;
    }

    /** Who it is, as its token says; anonymous where none is asked for. Another token may say otherwise. */
    public Identity identity() {
        return credential == null ? Identity.ANONYMOUS : credential.identity();
    }

    /** When its token ends, in seconds since 1970; empty: never, or it has none. */
    public OptionalLong tokenExpires() {
        return credential == null ? OptionalLong.empty() : credential.expires();
    }

    /** Whether it has to show a token before anything else. */
    public boolean needsToken() {
        return credential != null && credential.isMissing();
    }

    /** Runs an action when it has shown a token; at once if it has, or need not. */
    public void whenAuthenticated(Runnable action) {
        if (credential == null) {
            action.run();
        } else {
            credential.whenAccepted(action);
        }
    }

    /** The event loop on which it lives. */
    public Lane lane() {
        return lane;
    }

    /**
     * The client's address, as told by the proxies in front that are trusted; without those, the other end of the connection. Clients
     * behind one NAT share theirs.
     */
    public InetAddress remoteAddress() {
        return link.remoteAddress();
    }

    /** Its connection. */
    public Link link() {
        return link;
    }

    /** Sends a text message. */
    public void sendText(String text) {
        send(MessageKind.TEXT, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    /** Sends a message and releases the payload. */
    public void send(MessageKind kind, ByteBuf payload) {
        try {
            link.send(kind, payload);
        } finally {
            payload.release();
        }
    }

    /** Says something to this client alone, in the words of its conversation: an envelope, or the bare payload. */
    public void tell(Message message) {
        if (conversation instanceof Steerable steerable) {
            steerable.tell(message);
        } else {
            link.send(message.type() == PayloadType.BINARY ? MessageKind.BINARY : MessageKind.TEXT, message.payload());
        }
    }

    /**
     * Puts it into a room and tells its client, which has not asked.
     *
     * @param joined called with the room's position once it has taken the session
     * @return false if the rooms of this conversation cannot be chosen: it is not the envelope's
     * @throws dev.sluice.message.Refusal if it is in the room already, or in too many
     */
    public boolean join(RoomName room, Consumer<Optional<StreamPosition>> joined) {
        if (conversation instanceof Steerable steerable) {
            steerable.join(room, joined);
            return true;
        }
        return false;
    }

    /**
     * Takes it out of a room and tells its client.
     *
     * @param left called once the room knows
     * @return false if the rooms of this conversation cannot be chosen: it is not the envelope's
     * @throws dev.sluice.message.Refusal if it is not in the room
     */
    public boolean leave(RoomName room, Runnable left) {
        if (conversation instanceof Steerable steerable) {
            steerable.leave(room, left);
            return true;
        }
        return false;
    }

    /** Ends the connection by a close frame. */
    public void close(CloseReason reason) {
        link.close(reason);
    }

    /** When the bytes that are being handled were read, on the lane's clock. */
    public long readNanos() {
        return readNanos;
    }

    /** Bytes of the client have come, whatever they say. */
    public void onRead(long nowNanos) {
        readNanos = nowNanos;
        heartbeat.onRead();
    }

    /** A whole message has come; the payload is borrowed for the length of the call. */
    public void onMessage(MessageKind kind, ByteBuf payload) {
        if (conversation == null) {
            return;
        }
        if (throttle == null || throttle.admits(payload.readableBytes())) {
            conversation.onMessage(kind, payload);
        } else {
            conversation.onMessageOverQuota(kind, payload, throttle.waitNanos());
        }
    }

    /** The answer to a ping has come: the time since then in nanoseconds, or -1 if it answers none of ours. */
    public long onPong(long number, long nowNanos) {
        return heartbeat.onPong(number, nowNanos);
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    void throttle(Throttle by) {
        throttle = by;
    }

    /** It is known who it is; false, and it is closed, if the user has as many sessions as he may. */
    boolean enter(Identity who) {
        boolean entered = throttle == null || throttle.enter(who.user());
        if (!entered) {
            close(CloseReason.TOO_MANY_SESSIONS);
        }
        return entered;
    }

    void open(ConversationFactory factory) {
        conversation = factory.open(this);
    }

    /** Goes on with another conversation, from the next message on. */
    Conversation become(ConversationFactory factory) {
        Conversation next = factory.open(this);
        conversation = next;
        return next;
    }

    void credential(Credential shown) {
        credential = shown;
    }

    @Nullable
    Credential credential() {
        return credential;
    }

    Credential requiredCredential() {
        if (credential == null) {
            throw new IllegalStateException("no token is asked for");
        }
        return credential;
    }

    void onExpiring(OptionalLong expires, Duration in) {
        if (conversation != null) {
            conversation.onExpiring(expires, in);
        }
    }

    void onGoaway(Duration in) {
        if (conversation != null) {
            conversation.onGoaway(in);
        }
    }

    /** Whether it is over; to be asked of a session that has been opened. */
    boolean hasEnded() {
        return conversation == null;
    }

    /** The connection is gone. Called once. */
    void end(CloseReason reason) {
        if (credential != null) {
            credential.end();
        }
        if (throttle != null) {
            throttle.end();
        }
        Conversation ending = conversation;
        conversation = null;
        if (ending != null) {
            ending.onClosed(reason);
        }
    }
}
