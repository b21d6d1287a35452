package dev.sluice.session;

import dev.sluice.message.MessageKind;
import io.netty.buffer.ByteBuf;

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

    /** The session is over; nothing can be sent any more. Called once. */
    default void onClosed(CloseReason reason) {}
}
