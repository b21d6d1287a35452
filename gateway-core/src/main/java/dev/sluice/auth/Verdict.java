package dev.sluice.auth;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What an {@link Authenticator} says of a token. */
public sealed interface Verdict {
    /**
     * The token is good.
     *
     * @param identity whom it belongs to, not anonymous
     * @param validFor how long the session may last without another token, from now on; empty: for ever
     * @param expires when the token says that it ends, in seconds since 1970, to tell the client
     */
    record Accepted(Identity identity, Optional<Duration> validFor, OptionalLong expires) implements Verdict {
        /** Throws {@link IllegalArgumentException} for an identity without a user. */
        public Accepted {
            if (identity.isAnonymous()) {
                throw new IllegalArgumentException("a token belongs to somebody");
            }
        }
    }

    /** The token is not good, or can not be looked at. */
    record Rejected(Rejection reason) implements Verdict {}

    /** A good token that never ends. */
    static Verdict accepted(Identity identity) {
        return new Accepted(identity, Optional.empty(), OptionalLong.empty());
    }

    /** A good token that ends. */
    static Verdict accepted(Identity identity, Duration validFor, long expiresEpochSeconds) {
        return new Accepted(identity, Optional.of(validFor), OptionalLong.of(expiresEpochSeconds));
    }

    /** A token that is not taken. */
    static Verdict rejected(Rejection reason) {
        return new Rejected(reason);
    }
}
