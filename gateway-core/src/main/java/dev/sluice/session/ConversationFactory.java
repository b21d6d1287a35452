package dev.sluice.session;

/** Opens the conversation of a session whose handshake has just succeeded. Called on the session's lane. */
@FunctionalInterface
public interface ConversationFactory {
    /** May already send; the client gets it right behind the handshake's answer. */
    Conversation open(Session session);
}
