package dev.sluice.testing;

import dev.sluice.auth.Authenticator;
import dev.sluice.auth.Identity;
import dev.sluice.auth.Rejection;
import dev.sluice.auth.RoomPatterns;
import dev.sluice.auth.Verdict;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tokens that are good because a test says so: {@code alice} is one of alice's, {@code alice.60} ends in a minute, {@code bad.expired} has a
 * {@link Rejection}, {@code never} gets no answer, and {@code throws} has one thrown.
 */
public final class Tokens implements Authenticator {
    /** When every token that ends says that it does. */
    public static final long EXPIRES = 1_800_000_000L;

    @Override
    public void check(String token, Consumer<Verdict> answer) {
        String[] parts = token.split("\\.", 2);
        switch (parts[0]) {
            case "never" -> {
                // somebody else has to give up
            }
            case "throws" -> throw new IllegalStateException("could not read " + token);
            case "" -> answer.accept(Verdict.rejected(Rejection.MALFORMED));
            case "bad" -> answer.accept(Verdict.rejected(reason(parts[1])));
            case "twice" -> {
                answer.accept(Verdict.accepted(identity("alice")));
                answer.accept(Verdict.rejected(Rejection.EXPIRED));
            }
            case "elsewhere" -> {
                Thread thread = new Thread(() -> answer.accept(Verdict.accepted(identity("alice"))), "elsewhere");
                thread.setDaemon(true);
                thread.start();
            }
            default -> answer.accept(verdict(parts));
        }
    }

    private static Verdict verdict(String... parts) {
        return parts.length == 1
                ? Verdict.accepted(identity(parts[0]))
                : Verdict.accepted(identity(parts[0]), Duration.ofSeconds(Long.parseLong(parts[1])), EXPIRES);
    }

    private static Rejection reason(String word) {
        return Rejection.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static Identity identity(String user) {
        return new Identity(user, Optional.empty(), RoomPatterns.ALL, RoomPatterns.ALL);
    }
}
