package dev.sluice.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.sluice.auth.Rejection;
import dev.sluice.auth.Verdict;
import dev.sluice.testing.Gateways;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Keys from a real server of HTTP that turns them over, and fails. */
class FetchedKeysTest {
    private static final Duration NEVER = Duration.ofHours(1);

    /** Fetched when an unknown key is named, and else never again. */
    private static final FetchedKeys.Timing ON_DEMAND = new FetchedKeys.Timing(NEVER, NEVER, Duration.ZERO);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(FetchedKeys.class);

    private KeyServer server;

    @BeforeEach
    void start() throws IOException {
        server = new KeyServer();
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        logger.setAdditive(true);
        logger.detachAppender(log);
    }

    @Test
    void an_unknown_key_has_the_set_fetched_once() throws Exception {
        KeyPair first = Signed.RSA;
        KeyPair second = Signed.OTHER_RSA;
        server.says(200, setOf(rsa("one", first)));
        try (JwtAuthenticator authenticator = authenticator(ON_DEMAND)) {
            assertThat(verdict(authenticator, token("one", first))).isInstanceOf(Verdict.Accepted.class);
            assertThat(server.requests()).hasValue(1);
            server.says(200, setOf(rsa("two", second)));
            assertThat(verdict(authenticator, token("two", second))).isInstanceOf(Verdict.Accepted.class);
            assertThat(server.requests()).hasValue(2);
            assertThat(verdict(authenticator, token("one", first))).isEqualTo(rejected(Rejection.UNKNOWN_KEY));
            assertThat(server.requests()).hasValue(3);
        }
    }

    @Test
    void however_many_unknown_keys_are_named_there_is_a_gap_between_two_fetches() throws Exception {
        server.says(200, setOf(rsa("one", Signed.RSA)));
        try (JwtAuthenticator authenticator = authenticator(new FetchedKeys.Timing(NEVER, NEVER, NEVER))) {
            assertThat(verdict(authenticator, token("one", Signed.RSA))).isInstanceOf(Verdict.Accepted.class);
            for (int i = 0; i < 20; i++) {
                assertThat(verdict(authenticator, token("k" + i, Signed.RSA)))
                        .isEqualTo(rejected(Rejection.UNKNOWN_KEY));
            }
            assertThat(server.requests()).hasValue(1);
        }
    }

    @Test
    void a_server_that_fails_leaves_the_last_keys_and_is_told_once() throws Exception {
        server.says(200, setOf(rsa("one", Signed.RSA)));
        FetchedKeys.Timing often = new FetchedKeys.Timing(Duration.ofMillis(20), Duration.ofMillis(20), NEVER);
        try (JwtAuthenticator authenticator = authenticator(often)) {
            assertThat(verdict(authenticator, token("one", Signed.RSA))).isInstanceOf(Verdict.Accepted.class);
            JwtAuthenticator.Fetches fetches = authenticator.fetches().orElseThrow();
            for (String nonsense : Arrays.asList(
                    "no json", "{}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"RSA\"}]}", "x".repeat(300_000))) {
                server.says(200, nonsense);
                awaitMore(fetches);
            }
            server.says(500, "");
            awaitMore(fetches);
            assertThat(verdict(authenticator, token("one", Signed.RSA))).isInstanceOf(Verdict.Accepted.class);
            assertThat(log.list).singleElement().satisfies(event -> assertThat(event.getLevel())
                    .isEqualTo(Level.ERROR));
            server.says(200, setOf(rsa("two", Signed.OTHER_RSA)));
            long taken = fetches.ok().getAsLong();
            Gateways.await("a fetch", () -> fetches.ok().getAsLong() > taken);
            assertThat(verdict(authenticator, token("two", Signed.OTHER_RSA))).isInstanceOf(Verdict.Accepted.class);
            assertThat(log.list).hasSize(2);
        }
    }

    @Test
    void without_any_keys_nothing_can_be_said() throws Exception {
        server.says(503, "");
        try (JwtAuthenticator authenticator = authenticator(ON_DEMAND)) {
            assertThat(verdict(authenticator, token("one", Signed.RSA))).isEqualTo(rejected(Rejection.UNAVAILABLE));
        }
    }

    @Test
    void a_token_that_does_not_call_its_key_is_tried_with_each() throws Exception {
        server.says(200, setOf(rsa("one", Signed.OTHER_RSA), rsa("two", Signed.RSA)));
        try (JwtAuthenticator authenticator = authenticator(ON_DEMAND)) {
            String token = Signed.token(JWSAlgorithm.RS256, Signed.signer(JWSAlgorithm.RS256, Signed.RSA));
            assertThat(verdict(authenticator, token)).isInstanceOf(Verdict.Accepted.class);
        }
    }

    @Test
    void a_key_is_used_for_what_its_set_says_alone() throws Exception {
        KeyPair curve = Signed.curve(Curve.P_256);
        JWK encryption = new RSAKey.Builder((RSAPublicKey) Signed.RSA.getPublic())
                .keyID("enc")
                .keyUse(KeyUse.ENCRYPTION)
                .build();
        JWK limited = new RSAKey.Builder((RSAPublicKey) Signed.RSA.getPublic())
                .keyID("ps")
                .algorithm(JWSAlgorithm.PS256)
                .build();
        JWK secret = new OctetSequenceKey.Builder(Signed.SECRET.getBytes(StandardCharsets.UTF_8))
                .keyID("oct")
                .build();
        JWK elliptic = new ECKey.Builder(Curve.P_256, (ECPublicKey) curve.getPublic())
                .keyID("ec")
                .build();
        server.says(
                200,
                "{\"keys\":[" + encryption.toJSONString() + "," + limited.toJSONString() + "," + secret.toJSONString()
                        + "," + elliptic.toJSONString()
                        + ",{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"ed\",\"x\":\""
                        + edwards() + "\"}]}");
        try (JwtAuthenticator authenticator = authenticator(new FetchedKeys.Timing(NEVER, NEVER, NEVER))) {
            assertThat(verdict(authenticator, token("enc", Signed.RSA))).isEqualTo(rejected(Rejection.UNKNOWN_KEY));
            assertThat(verdict(authenticator, token("ps", Signed.RSA))).isEqualTo(rejected(Rejection.ALGORITHM));
            assertThat(verdict(authenticator, token("ec", Signed.RSA))).isEqualTo(rejected(Rejection.ALGORITHM));
            assertThat(verdict(authenticator, token("ed", Signed.RSA))).isEqualTo(rejected(Rejection.ALGORITHM));
            String bySecret =
                    Signed.token(named(JWSAlgorithm.HS256, "oct"), Signed.signer(Signed.SECRET), claims -> {});
            assertThat(verdict(authenticator, bySecret)).isEqualTo(rejected(Rejection.UNKNOWN_KEY));
            String byCurve = Signed.token(
                    named(JWSAlgorithm.ES256, "ec"), Signed.signer(JWSAlgorithm.ES256, curve), claims -> {});
            assertThat(verdict(authenticator, byCurve)).isInstanceOf(Verdict.Accepted.class);
        }
    }

    private static void awaitMore(JwtAuthenticator.Fetches fetches) {
        long before = fetches.failed().getAsLong();
        Gateways.await("two failures", () -> fetches.failed().getAsLong() >= before + 2);
    }

    /** The last 32 bytes of its X.509 form. */
    private static String edwards() {
        byte[] encoded = Signed.ED25519.getPublic().getEncoded();
        byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(x);
    }

    private JwtAuthenticator authenticator(FetchedKeys.Timing timing) {
        URI address = server.address();
        JwtRules rules = new JwtRules(
                new KeySource.KeySet(address), Optional.empty(), Optional.empty(), Duration.ZERO, Optional.empty());
        FetchedKeys keys = FetchedKeys.start(address, timing);
        Gateways.await("the first fetch", () -> keys.fetches() + keys.failures() > 0);
        return new JwtAuthenticator(rules, keys, Clock.fixed(Signed.NOW, ZoneOffset.UTC));
    }

    private static Verdict verdict(JwtAuthenticator authenticator, String token) throws Exception {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        authenticator.check(token, verdict::complete);
        return verdict.get(20, TimeUnit.SECONDS);
    }

    private static String token(String keyName, KeyPair pair) throws Exception {
        return Signed.token(named(JWSAlgorithm.RS256, keyName), Signed.signer(JWSAlgorithm.RS256, pair), claims -> {});
    }

    private static JWSHeader named(JWSAlgorithm algorithm, String keyName) {
        return new JWSHeader.Builder(algorithm).keyID(keyName).build();
    }

    private static JWK rsa(String name, KeyPair pair) {
        return new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(name).build();
    }

    private static String setOf(JWK... keys) {
        return new JWKSet(Arrays.asList(keys)).toString();
    }

    private static Verdict rejected(Rejection reason) {
        return Verdict.rejected(reason);
    }
}
