package dev.sluice.auth;

import java.util.Optional;

/**
 * Who a session is, and what its token lets it do. Where a namespace asks for no token, the patterns are not asked either.
 *
 * @param user the token's subject; empty: anonymous
 * @param info what the application says of the user, one JSON value, shown to whoever may read presence
 * @param join the rooms that the token lets it join
 * @param publish the rooms that the token lets it publish to
 */
public record Identity(String user, Optional<String> info, RoomPatterns join, RoomPatterns publish) {
    /** A client that has shown no token. */
    public static final Identity ANONYMOUS = new Identity("", Optional.empty(), RoomPatterns.NONE, RoomPatterns.NONE);

    /** Whether no token was shown. */
    public boolean isAnonymous() {
        return user.isEmpty();
    }
}
