package dev.sluice.server.auth;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.auth.Authenticator;
import dev.sluice.auth.Rejection;
import dev.sluice.auth.Verdict;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks tokens that are JWTs (RFC 7519), signed (RFC 7515). A signature costs a lane as much as some hundred messages, so a few threads of
 * its own look at them; a queue that is full says so, and the client comes back. Any thread.
 */
public final class JwtAuthenticator implements Authenticator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JwtAuthenticator.class);

    /** Tokens that may wait for each thread: three seconds of the dearest signatures, ES256 on a busy machine. */
    private static final int MOST_WAITING = 2048;

    /** Threads that have nothing to do end. */
    private static final int IDLE_SECONDS = 10;

    private final JwtRules rules;
    private final KeyRing keys;
    private final Clock clock;
    private final ThreadPoolExecutor threads;

    JwtAuthenticator(JwtRules rules, KeyRing keys, Clock clock) {
        this.rules = rules;
        this.keys = keys;
        this.clock = clock;
        int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(most * MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "tokens");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Reads the key, or begins to fetch the keys.
     *
     * @throws BadKeyException if the key can not be used
     */
    public static JwtAuthenticator start(JwtRules rules) throws BadKeyException {
        return new JwtAuthenticator(rules, ringOf(rules.keys()), Clock.systemUTC());
    }

    /**
     * Looks at the key without using it.
     *
     * @throws BadKeyException if it can not be used
     */
    public static void check(KeySource source) throws BadKeyException {
        if (source instanceof KeySource.Secret secret) {
            VerificationKey.ofSecret(secret.text());
        } else if (source instanceof KeySource.PublicKey key) {
            VerificationKey.of(Optional.empty(), PemKeys.readPublic(key.file()));
        }
    }

    private static KeyRing ringOf(KeySource source) throws BadKeyException {
        if (source instanceof KeySource.Secret secret) {
            return KeyRing.of(VerificationKey.ofSecret(secret.text()));
        }
        if (source instanceof KeySource.PublicKey key) {
            return KeyRing.of(VerificationKey.of(Optional.empty(), PemKeys.readPublic(key.file())));
        }
        return FetchedKeys.start(((KeySource.KeySet) source).address(), FetchedKeys.Timing.USUAL);
    }

    @Override
    public void check(String token, Consumer<Verdict> answer) {
        look(token, answer, true);
    }

    /** How often a set of keys was fetched, and how often it could not be; empty where there is none to fetch. */
    public Optional<Fetches> fetches() {
        return keys instanceof FetchedKeys fetched
                ? Optional.of(new Fetches(fetched::fetches, fetched::failures))
                : Optional.empty();
    }

    /** Counts of fetches. */
    public record Fetches(LongSupplier ok, LongSupplier failed) {}

    @Override
    public void close() {
        keys.close();
        threads.shutdown();
    }

    private void look(String token, Consumer<Verdict> answer, boolean mayRenew) {
        try {
            threads.execute(() -> onLook(token, answer, mayRenew));
        } catch (RejectedExecutionException busy) {
            answer.accept(Verdict.rejected(Rejection.UNAVAILABLE));
        }
    }

    private void onLook(String token, Consumer<Verdict> answer, boolean mayRenew) {
        Verdict verdict = judge(token);
        boolean unknownKey = verdict.equals(Verdict.rejected(Rejection.UNKNOWN_KEY));
        if (unknownKey && mayRenew && keys.renew(() -> look(token, answer, false))) {
            return; // answered when there are newer keys
        }
        answer.accept(verdict);
    }

    private Verdict judge(String token) {
        SignedJWT jwt = parsed(token);
        if (jwt == null) {
            return Verdict.rejected(Rejection.MALFORMED);
        }
        try {
            return judge(jwt);
        } catch (RuntimeException failure) {
            // What it was, and nothing that may quote the token.
            LOG.atError().addKeyValue("failure", failure.getClass().getName()).log("A token could not be looked at");
            return Verdict.rejected(Rejection.FAILED);
        }
    }

    private Verdict judge(SignedJWT jwt) {
        JWSHeader header = jwt.getHeader();
        List<VerificationKey> known = keys.keys();
        if (known.isEmpty()) {
            return Verdict.rejected(Rejection.UNAVAILABLE);
        }
        List<VerificationKey> called = known.stream()
                .filter(key -> key.isCalled(Optional.ofNullable(header.getKeyID())))
                .toList();
        if (called.isEmpty()) {
            return Verdict.rejected(Rejection.UNKNOWN_KEY);
        }
        List<VerificationKey> fitting = called.stream()
                .filter(key -> key.algorithms().contains(header.getAlgorithm()))
                .toList();
        if (fitting.isEmpty()) {
            return Verdict.rejected(Rejection.ALGORITHM);
        }
        if (fitting.stream().noneMatch(key -> key.hasSigned(jwt))) {
            return Verdict.rejected(Rejection.SIGNATURE);
        }
        return Claims.judge(jwt, rules, clock.instant());
    }

    /** Null for what is no signed token; one that is not signed is none (RFC 8725, 2.1). */
    private static @Nullable SignedJWT parsed(String token) {
        try {
            return SignedJWT.parse(token);
        } catch (ParseException | RuntimeException notOne) {
            return null;
        }
    }
}
