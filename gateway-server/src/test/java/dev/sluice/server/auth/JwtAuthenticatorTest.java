package dev.sluice.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.sluice.auth.Rejection;
import dev.sluice.auth.RoomPatterns;
import dev.sluice.auth.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are good: each algorithm, and each way to be no good. */
class JwtAuthenticatorTest {
    private static final Clock CLOCK = Clock.fixed(Signed.NOW, ZoneOffset.UTC);
    private static final JwtRules RULES = rules(new KeySource.Secret(Signed.SECRET));

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void a_secret_signs_with_each_hash(String algorithm) throws Exception {
        String token = Signed.token(JWSAlgorithm.parse(algorithm), Signed.signer(Signed.SECRET));
        assertThat(user(verdict(token))).isEqualTo("alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void an_rsa_key_signs_in_each_way(String algorithm) throws Exception {
        JWSAlgorithm name = JWSAlgorithm.parse(algorithm);
        String token = Signed.token(name, Signed.signer(name, Signed.RSA));
        assertThat(user(verdict(publicKey(Signed.RSA), token))).isEqualTo("alice");
        assertThat(verdict(publicKey(Signed.OTHER_RSA), token)).isEqualTo(rejected(Rejection.SIGNATURE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "ES384", "ES512"})
    void a_curve_has_one_algorithm(String algorithm) throws Exception {
        JWSAlgorithm name = JWSAlgorithm.parse(algorithm);
        KeyPair pair = Signed.curve(Curve.forJWSAlgorithm(name).iterator().next());
        String token = Signed.token(name, Signed.signer(name, pair));
        assertThat(user(verdict(publicKey(pair), token))).isEqualTo("alice");
        KeyPair other = Signed.curve(name.equals(JWSAlgorithm.ES256) ? Curve.P_384 : Curve.P_256);
        assertThat(verdict(publicKey(other), token)).isEqualTo(rejected(Rejection.ALGORITHM));
    }

    @Test
    void ed25519_is_checked_by_the_jdk() throws Exception {
        Path file = Signed.pem(directory.resolve("private.pem"), "PRIVATE KEY", Signed.ED25519.getPrivate());
        SigningKey key = SigningKey.read(file);
        String token = Signed.token(JWSAlgorithm.EdDSA, key.signer());
        assertThat(user(verdict(publicKey(Signed.ED25519), token))).isEqualTo("alice");
        assertThat(verdict(publicKey(Signed.pair("Ed25519", 0)), token)).isEqualTo(rejected(Rejection.SIGNATURE));
        String cut = token.substring(0, token.length() - 8);
        assertThat(verdict(publicKey(Signed.ED25519), cut)).isEqualTo(rejected(Rejection.SIGNATURE));
    }

    @Test
    void a_secret_that_is_too_short_for_a_hash_signs_with_no_longer_one() throws Exception {
        String secret = Signed.SECRET.substring(0, 47);
        String token = Signed.token(JWSAlgorithm.HS384, Signed.signer(Signed.SECRET));
        assertThat(verdict(VerificationKey.ofSecret(secret), token)).isEqualTo(rejected(Rejection.ALGORITHM));
        assertThatThrownBy(() -> VerificationKey.ofSecret(secret.substring(0, 31)))
                .isInstanceOf(BadKeyException.class)
                .hasMessageNotContaining(secret.substring(0, 31));
    }

    @Test
    void a_public_key_is_no_secret() throws Exception {
        byte[] encoded = Signed.RSA.getPublic().getEncoded();
        String pem = java.nio.file.Files.readString(
                Signed.pem(directory.resolve("rsa.pem"), "PUBLIC KEY", Signed.RSA.getPublic()));
        for (byte[] secret : List.of(encoded, pem.getBytes(StandardCharsets.UTF_8))) {
            String token = Signed.token(JWSAlgorithm.HS256, new com.nimbusds.jose.crypto.MACSigner(secret));
            assertThat(verdict(publicKey(Signed.RSA), token)).isEqualTo(rejected(Rejection.ALGORITHM));
        }
    }

    @Test
    void a_token_that_is_not_signed_is_none() throws Exception {
        String claims = Signed.token(change -> {}).split("\\.")[1];
        for (String header : List.of("{\"alg\":\"none\"}", "{\"alg\":\"None\"}", "{\"alg\":\"NONE\"}", "{}")) {
            for (String signature : List.of("", "AAAA")) {
                String token = encoded(header) + "." + claims + "." + signature;
                assertThat(verdict(token)).isIn(rejected(Rejection.MALFORMED), rejected(Rejection.ALGORITHM));
            }
        }
    }

    @Test
    void a_token_that_was_changed_is_not_good() throws Exception {
        String[] parts = Signed.token(change -> {}).split("\\.");
        String mallory = encoded("{\"sub\":\"mallory\",\"exp\":4000000000}");
        assertThat(verdict(parts[0] + "." + mallory + "." + parts[2])).isEqualTo(rejected(Rejection.SIGNATURE));
        String other =
                Signed.token(JWSAlgorithm.HS256, Signed.signer("another secret that is as long as the right one is"));
        assertThat(verdict(other)).isEqualTo(rejected(Rejection.SIGNATURE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "a.b.c",
                "a b c",
                "e30.e30.e30",
                "[]",
                "\u0000",
                "eyJhbGciOiJIUzI1NiJ9..",
                "😀"
            })
    void what_is_no_token_is_malformed(String token) throws Exception {
        assertThat(verdict(token)).isEqualTo(rejected(Rejection.MALFORMED));
    }

    @Test
    void claims_that_are_no_json_are_malformed() throws Exception {
        for (String claims : List.of("", "{", "[]", "1", "{\"exp\":\"soon\"}", "[".repeat(3000))) {
            com.nimbusds.jose.JWSObject object = new com.nimbusds.jose.JWSObject(
                    new JWSHeader(JWSAlgorithm.HS256), new com.nimbusds.jose.Payload(claims));
            object.sign(Signed.signer(Signed.SECRET));
            assertThat(verdict(object.serialize()))
                    .as(claims.length() > 80 ? "deep" : claims)
                    .isIn(rejected(Rejection.MALFORMED), rejected(Rejection.CLAIMS));
        }
    }

    @Test
    void a_header_that_is_critical_and_not_known_is_not_passed_over() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .criticalParams(java.util.Set.of("exp-region"))
                .customParam("exp-region", "eu")
                .build();
        String token = Signed.token(header, Signed.signer(Signed.SECRET), claims -> {});
        assertThat(verdict(token)).isEqualTo(rejected(Rejection.SIGNATURE));
    }

    @Test
    void a_token_lasts_from_its_beginning_to_its_end_and_the_leeway() throws Exception {
        assertThat(expiring(-29)).isEqualTo(accepted(1));
        assertThat(expiring(-30)).isEqualTo(rejected(Rejection.EXPIRED));
        assertThat(expiring(60)).isEqualTo(accepted(90));
        assertThat(beginning(30)).isInstanceOf(Verdict.Accepted.class);
        assertThat(beginning(31)).isEqualTo(rejected(Rejection.NOT_YET_VALID));
        assertThat(verdict(Signed.token(claims -> claims.expirationTime(null)))).isEqualTo(rejected(Rejection.CLAIMS));
    }

    @Test
    void issuer_and_audience_have_to_be_right_where_they_are_asked_for() throws Exception {
        JwtRules asking = new JwtRules(
                RULES.keys(), Optional.of("https://id"), Optional.of("chat"), RULES.leeway(), Optional.empty());
        assertThat(judge(asking, claims -> claims.issuer("https://id").audience(List.of("x", "chat"))))
                .isInstanceOf(Verdict.Accepted.class);
        assertThat(judge(asking, claims -> claims.issuer("https://id/").audience("chat")))
                .isEqualTo(rejected(Rejection.ISSUER));
        assertThat(judge(asking, claims -> claims.audience("chat"))).isEqualTo(rejected(Rejection.ISSUER));
        assertThat(judge(asking, claims -> claims.issuer("https://id").audience("chats")))
                .isEqualTo(rejected(Rejection.AUDIENCE));
        assertThat(judge(asking, claims -> claims.issuer("https://id"))).isEqualTo(rejected(Rejection.AUDIENCE));
        assertThat(judge(RULES, claims -> claims.issuer("anybody").audience("anyone")))
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void claims_say_who_it_is_and_which_rooms_open() throws Exception {
        Verdict.Accepted verdict = (Verdict.Accepted)
                verdict(Signed.token(claims -> claims.claim("join", List.of("chat:*", "user:{sub}:*"))
                        .claim("publish", List.of("chat:*"))
                        .claim("info", Map.of("name", "Älice"))));
        assertThat(verdict.identity().join()).isEqualTo(new RoomPatterns(List.of("chat:*", "user:alice:*")));
        assertThat(verdict.identity().publish()).isEqualTo(new RoomPatterns(List.of("chat:*")));
        assertThat(verdict.identity().info()).contains("{\"name\":\"Älice\"}");
        assertThat(verdict.expires()).isEqualTo(OptionalLong.of(Signed.NOW.getEpochSecond() + 3600));
        assertThat(verdict.validFor()).contains(Duration.ofSeconds(3630));
        Verdict.Accepted bare = (Verdict.Accepted) verdict(Signed.token(claims -> {}));
        assertThat(bare.identity().join()).isEqualTo(RoomPatterns.NONE);
        assertThat(bare.identity().info()).isEmpty();
    }

    @Test
    void info_is_any_json_as_it_was_written() throws Exception {
        String claims = "{\"exp\":4000000000,\"sub\":\"a\",\"x\":{\"info\":0},\"info\": [1.10, 1e2,\"\\u00e4\"] }";
        com.nimbusds.jose.JWSObject object = new com.nimbusds.jose.JWSObject(
                new JWSHeader(JWSAlgorithm.HS256), new com.nimbusds.jose.Payload(claims));
        object.sign(Signed.signer(Signed.SECRET));
        Verdict.Accepted verdict = (Verdict.Accepted) verdict(object.serialize());
        assertThat(verdict.identity().info()).contains("[1.10, 1e2,\"\\u00e4\"]");
    }

    @Test
    void what_a_token_says_is_bounded() throws Exception {
        assertThat(judge(RULES, claims -> claims.subject(null))).isEqualTo(rejected(Rejection.CLAIMS));
        assertThat(judge(RULES, claims -> claims.subject(""))).isEqualTo(rejected(Rejection.CLAIMS));
        assertThat(judge(RULES, claims -> claims.subject("a\nb"))).isEqualTo(rejected(Rejection.CLAIMS));
        assertThat(judge(RULES, claims -> claims.subject("a".repeat(256)))).isEqualTo(rejected(Rejection.CLAIMS));
        assertThat(judge(RULES, claims -> claims.claim("info", "i".repeat(1023))))
                .isEqualTo(rejected(Rejection.CLAIMS));
        assertThat(judge(RULES, claims -> claims.claim("info", "i".repeat(1022))))
                .isInstanceOf(Verdict.Accepted.class);
        assertThat(judge(RULES, claims -> claims.claim("join", Collections.nCopies(65, "a"))))
                .isEqualTo(rejected(Rejection.CLAIMS));
        assertThat(judge(RULES, claims -> claims.claim("publish", List.of("a".repeat(256)))))
                .isEqualTo(rejected(Rejection.CLAIMS));
        for (Object odd : List.of("chat:*", 1, List.of(1), Map.of("a", 1))) {
            assertThat(judge(RULES, claims -> claims.claim("join", odd)))
                    .as("join: " + odd)
                    .isIn(rejected(Rejection.MALFORMED), rejected(Rejection.CLAIMS));
        }
    }

    @Test
    void a_key_that_can_not_be_used_says_why() throws Exception {
        Path weak = Signed.pem(
                directory.resolve("weak.pem"),
                "PUBLIC KEY",
                Signed.pair("RSA", 1024).getPublic());
        assertBad(weak, "2048 bits");
        assertBad(
                Signed.pem(
                        directory.resolve("x.pem"),
                        "PUBLIC KEY",
                        Signed.pair("X25519", 0).getPublic()),
                "RSA");
        assertBad(Signed.pem(directory.resolve("private.pem"), "PRIVATE KEY", Signed.RSA.getPrivate()), "PUBLIC KEY");
        assertBad(directory.resolve("missing.pem"), "no such file");
    }

    @Test
    void a_trial_token_is_good() throws Exception {
        TrialToken trial = new TrialToken(
                "alice",
                List.of("chat:*"),
                List.of(),
                Optional.of("{\"n\":1}"),
                Optional.of("https://id"),
                Optional.of("chat"),
                Optional.empty());
        String token = trial.sign(SigningKey.ofSecret(Signed.SECRET), Signed.NOW, Duration.ofMinutes(5));
        Verdict.Accepted verdict = (Verdict.Accepted) verdict(token);
        assertThat(verdict.identity().info()).contains("{\"n\":1}");
        assertThat(verdict.validFor()).contains(Duration.ofSeconds(330));
    }

    private void assertBad(Path file, String what) {
        assertThatThrownBy(() -> JwtAuthenticator.check(new KeySource.PublicKey(file)))
                .isInstanceOf(BadKeyException.class)
                .hasMessageContaining(what);
    }

    private Verdict expiring(int seconds) throws Exception {
        return verdict(Signed.token(claims -> claims.expirationTime(Date.from(Signed.NOW.plusSeconds(seconds)))));
    }

    private Verdict beginning(int seconds) throws Exception {
        return verdict(Signed.token(claims -> claims.notBeforeTime(Date.from(Signed.NOW.plusSeconds(seconds)))));
    }

    private static Verdict accepted(int seconds) {
        return Verdict.accepted(
                new dev.sluice.auth.Identity("alice", Optional.empty(), RoomPatterns.NONE, RoomPatterns.NONE),
                Duration.ofSeconds(seconds),
                Signed.NOW.getEpochSecond() + seconds - 30);
    }

    private VerificationKey publicKey(KeyPair pair) throws Exception {
        Path file = Signed.pem(directory.resolve("public.pem"), "PUBLIC KEY", pair.getPublic());
        return VerificationKey.of(Optional.empty(), PemKeys.readPublic(file));
    }

    private static Verdict judge(JwtRules rules, Consumer<JWTClaimsSet.Builder> change) throws Exception {
        return verdict(rules, VerificationKey.ofSecret(Signed.SECRET), Signed.token(change));
    }

    private static Verdict verdict(String token) throws Exception {
        return verdict(VerificationKey.ofSecret(Signed.SECRET), token);
    }

    private static Verdict verdict(VerificationKey key, String token) throws Exception {
        return verdict(RULES, key, token);
    }

    private static Verdict verdict(JwtRules rules, VerificationKey key, String token) throws Exception {
        try (JwtAuthenticator authenticator = new JwtAuthenticator(rules, KeyRing.of(key), CLOCK)) {
            CompletableFuture<Verdict> verdict = new CompletableFuture<>();
            authenticator.check(token, verdict::complete);
            return verdict.get(20, TimeUnit.SECONDS);
        }
    }

    private static JwtRules rules(KeySource keys) {
        return new JwtRules(keys, Optional.empty(), Optional.empty(), Duration.ofSeconds(30), Optional.empty());
    }

    private static Verdict rejected(Rejection reason) {
        return Verdict.rejected(reason);
    }

    private static String user(Verdict verdict) {
        return verdict instanceof Verdict.Accepted accepted
                ? accepted.identity().user()
                : verdict.toString();
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
