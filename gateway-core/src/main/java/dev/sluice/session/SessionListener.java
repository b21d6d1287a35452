package dev.sluice.session;

/** Is told which sessions there are. Called on the session's lane, which it must not keep waiting; it must not throw. */
public interface SessionListener {
    /** A session is open and, where tokens are asked for, has shown a good one. */
    void opened(Session session);

    /** A session that was told of is over. */
    void closed(Session session, CloseReason reason);
}
