package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.server.auth.JwtRules;
import dev.sluice.server.auth.KeySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of tokens, and that no secret is shown. */
class AuthChecksTest {
    private static final String SECRET = "correct horse battery staple, twice";
    private static final String ONE_KEY = ": auth.hmac-secret, auth.public-key or auth.jwks";

    @TempDir
    Path directory;

    @Test
    void a_secret_is_a_key_and_the_rest_has_defaults() throws Exception {
        ServerConfig config = Loading.yaml(directory, "auth: { mode: jwt, hmac-secret: \"" + SECRET + "\" }\n")
                .config();
        assertThat(config.auth())
                .contains(new JwtRules(
                        new KeySource.Secret(SECRET),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(30),
                        Optional.empty()));
        assertThat(config.guests()).isEqualTo("everyone who shows a token, checked by auth.hmac-secret");
        assertThat(config.changes()).containsEntry("auth.mode", "jwt").containsEntry("auth.hmac-secret", "(set)");
        assertThat(config.toString()).doesNotContain(SECRET);
    }

    @Test
    void everything_may_be_written() throws Exception {
        JwtRules rules = Loading.nothing()
                .set(
                        "auth.mode=jwt",
                        "auth.jwks=https://user:pass@id.example.com:8443/keys?secret=x",
                        "auth.issuer=https://id.example.com/",
                        "auth.audience=chat",
                        "auth.leeway=5s",
                        "auth.query-parameter=token")
                .config()
                .auth()
                .orElseThrow();
        assertThat(rules.issuer()).contains("https://id.example.com/");
        assertThat(rules.audience()).contains("chat");
        assertThat(rules.leeway()).isEqualTo(Duration.ofSeconds(5));
        assertThat(rules.queryParameter()).contains("token");
        assertThat(rules.keys().shown()).isEqualTo("the keys of https://id.example.com:8443/keys");
        assertThat(rules.toString()).doesNotContain("pass").doesNotContain("secret");
    }

    @Test
    void a_token_needs_one_key() {
        assertThat(Loading.nothing().set("auth.mode=jwt").problems())
                .containsExactly("--set auth.mode: jwt needs a key" + ONE_KEY);
        assertThat(Loading.nothing()
                        .set("auth.mode=jwt", "auth.jwks=http://127.0.0.1/", "auth.hmac-secret=" + SECRET)
                        .problems())
                .containsExactly("--set auth.mode: jwt needs one key, not 2" + ONE_KEY);
    }

    @Test
    void what_is_not_looked_at_is_a_mistake() {
        assertThat(Loading.nothing()
                        .variables(Map.of("SLUICE_AUTH_HMAC_SECRET", SECRET))
                        .problems())
                .containsExactly(
                        "SLUICE_AUTH_HMAC_SECRET: is not looked at while auth.mode is none; write auth.mode: jwt (SLUICE_AUTH_MODE=jwt)");
    }

    @Test
    void beyond_loopback_tokens_are_enough() {
        assertThatCode(
                        Loading.nothing().set("listen=0.0.0.0:8080", "auth.mode=jwt", "auth.hmac-secret=" + SECRET)
                                ::config)
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "too short a secret, of 31 bytes"})
    void a_secret_that_is_easily_guessed_is_refused_and_not_shown(String secret) {
        assertThat(Loading.nothing()
                        .set("auth.mode=jwt", "auth.hmac-secret=" + secret)
                        .problems())
                .singleElement()
                .asString()
                .contains("got " + secret.length() + " bytes")
                .doesNotContain("too short a");
        assertThat(Loading.yaml(directory, "auth: { mode: jwt, hmac-secret: \"" + secret + "\" }\n")
                        .problems())
                .singleElement()
                .asString()
                .doesNotContain("too short a");
    }

    @Test
    void a_file_with_a_fault_elsewhere_does_not_show_its_secret() {
        for (String fault :
                new String[] {"listen: [\n", "  x: y\n", "auth.hmac-secret: {a: b}\n", "\tlanes: 1\n", "lanes: x\n"}) {
            assertThat(Loading.yaml(directory, "auth: { mode: jwt, hmac-secret: \"" + SECRET + "\" }\n" + fault)
                            .problems())
                    .noneMatch(line -> line.contains("staple"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "keys", "ftp://a/b", "file:///etc/passwd", "https://", "http:///x", "https://a b/"})
    void a_set_of_keys_is_fetched_by_http(String url) {
        assertThat(Loading.nothing().set("auth.mode=jwt", "auth.jwks=" + url).problems())
                .containsExactly(
                        "--set auth.jwks: expected a URL such as https://id.example.com/.well-known/jwks.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"61s", "-1s", "5"})
    void clocks_may_not_be_off_by_more_than_a_minute(String leeway) {
        assertThat(Loading.nothing().set("auth.leeway=" + leeway).problems()).hasSize(1);
    }

    @Test
    void a_public_key_that_can_not_be_used_is_told_at_its_place() throws Exception {
        Path key = Files.writeString(directory.resolve("key.pem"), "nothing");
        assertThat(Loading.nothing()
                        .set("auth.mode=jwt", "auth.public-key=" + key)
                        .problems())
                .containsExactly("--set auth.public-key: " + key + " holds no PUBLIC KEY and no CERTIFICATE in PEM");
    }
}
