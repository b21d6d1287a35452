package dev.sluice.session;

import dev.sluice.message.MessageKind;
import io.netty.buffer.ByteBuf;

/** Sends every message back as it came. */
public final class EchoConversation implements Conversation {
    private final Session session;

    /** An echo on this session. */
    public EchoConversation(Session session) {
        this.session = session;
    }

    @Override
    public void onMessage(MessageKind kind, ByteBuf payload) {
        session.link().send(kind, payload);
    }
}
