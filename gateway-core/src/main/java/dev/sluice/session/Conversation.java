package dev.sluice.session;

import dev.sluice.message.MessageKind;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a session does with its messages. Everything is called on the session's lane, one call at a time.
 */
@FunctionalInterface
public interface Conversation {
    /**
     * A whole message has arrived.
     *
     * @param payload borrowed: valid during the call; whoever keeps it copies it. Text has been checked to be UTF-8.
     */
    void onMessage(MessageKind kind, ByteBuf payload);

    /**
     * The same for a message with which the client is over its quota. What it has sent so far has been read, but nothing more is for
     * a while; so unless this says otherwise, the message is as good as any other.
     *
     * @param waitNanos how long the client will not be read from
     */
    default void onMessageOverQuota(MessageKind kind, ByteBuf payload, long waitNanos) {
        onMessage(kind, payload);
    }

    /**
     * The session will be closed with its token, unless the client shows another one before.
     *
     * @param expires when the token ends, in seconds since 1970, if it says so
     * @param in how long the session still lasts
     */
    default void onExpiring(OptionalLong expires, Duration in) {}

    /**
     * The gateway is about to stop, or the connection has lasted long enough, and the session will be closed.
     *
     * @param in the time until that; it is over for one client after the other, so that those who come back shortly before do not come together
     */
    default void onGoaway(Duration in) {}

    /** The session is over; nothing can be sent any more. Called once. */
    default void onClosed(CloseReason reason) {}
}
