package dev.sluice.auth;

import java.util.function.Consumer;

/**
 * Says whom a token belongs to. Called on any lane, for each token that a client shows: it must not wait there, for a lock or for the
 * network; what takes long is done elsewhere and answered later.
 *
 * <p>A client that waits for an answer is not read from, and gives up after the handshake timeout; an answer that comes later means
 * nothing.
 */
@FunctionalInterface
public interface Authenticator {
    /**
     * Looks at a token.
     *
     * @param token as the client sent it, at most {@link TokenLimits#MOST_CHARACTERS} long, checked in no way; a secret, which belongs
     *     into no log and no exception
     * @param answer takes the verdict, once, on any thread. An authenticator that throws instead has {@link Rejection#FAILED}, and what
     *     it threw is told nowhere, because it may hold the token.
     */
    void check(String token, Consumer<Verdict> answer);
}
