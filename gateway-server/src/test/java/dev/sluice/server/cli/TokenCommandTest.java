package dev.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code token}: what it prints, and what it says when it can not. */
class TokenCommandTest {
    private static final String SECRET = "a secret of the configuration, 0123456789";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void the_secret_issuer_and_audience_are_those_of_the_configuration() throws Exception {
        Path config = Files.writeString(
                directory.resolve("gateway.yaml"),
                "auth: { mode: jwt, hmac-secret: \"" + SECRET + "\", issuer: me, audience: chat }\n");
        assertThat(run(
                        "--sub",
                        "alice",
                        "--join",
                        "chat:*,lobby",
                        "--join",
                        "user:{sub}:*",
                        "--publish",
                        "chat:*",
                        "--ttl",
                        "5m",
                        "--info",
                        "{\"name\":\"Alice\"}",
                        "--config",
                        config.toString()))
                .isZero();
        SignedJWT token = SignedJWT.parse(out.toString().strip());
        assertThat(token.verify(new MACVerifier(SECRET))).isTrue();
        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo("alice");
        assertThat(claims.getIssuer()).isEqualTo("me");
        assertThat(claims.getAudience()).containsExactly("chat");
        assertThat(claims.getStringListClaim("join")).containsExactly("chat:*", "lobby", "user:{sub}:*");
        assertThat(claims.getStringListClaim("publish")).containsExactly("chat:*");
        assertThat(claims.getJSONObjectClaim("info")).isEqualTo(Map.of("name", "Alice"));
        assertThat(claims.getExpirationTime().getTime() - claims.getIssueTime().getTime())
                .isEqualTo(300_000);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void a_private_key_signs_by_its_kind() throws Exception {
        KeyPair rsa = pair("RSA", 2048);
        assertThat(run("--sub", "a", "--kid", "k1", "--key", pem(rsa.getPrivate())))
                .isZero();
        SignedJWT byRsa = SignedJWT.parse(out.toString().strip());
        assertThat(byRsa.verify(new RSASSAVerifier((RSAPublicKey) rsa.getPublic())))
                .isTrue();
        assertThat(byRsa.getHeader().getKeyID()).isEqualTo("k1");
        out.getBuffer().setLength(0);
        KeyPair elliptic = pair("EC", 256);
        assertThat(run("--sub", "a", "--key", pem(elliptic.getPrivate()))).isZero();
        assertThat(SignedJWT.parse(out.toString().strip())
                        .verify(new ECDSAVerifier((ECPublicKey) elliptic.getPublic())))
                .isTrue();
    }

    @Test
    void what_it_can_not_do_it_says_in_one_line() throws Exception {
        assertMistake("nothing to sign with", "--sub", "a");
        assertMistake(
                "no such file",
                "--sub",
                "a",
                "--key",
                directory.resolve("none.pem").toString());
        assertMistake(
                "holds no PRIVATE KEY",
                "--sub",
                "a",
                "--key",
                Files.writeString(directory.resolve("x.pem"), "x").toString());
        assertMistake(
                "no such file",
                "--sub",
                "a",
                "--config",
                directory.resolve("none.yaml").toString());
        assertMistake(
                "--info is one JSON value",
                "--sub",
                "a",
                "--info",
                "{",
                "--key",
                pem(pair("RSA", 2048).getPrivate()));
        assertThat(run("--sub", "a", "--ttl", "5")).isEqualTo(2);
        assertThat(err.toString()).contains("expected a time such as 30s, 5m or 1h");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sub= | sub is 1 to 255 bytes",
                "--sub=a;--join=chat:*:x | an asterisk stands at the end of a pattern, as in chat:*, got chat:*:x",
                "--sub=a;--publish=** | an asterisk stands at the end",
                "--sub=a;--join= | a pattern is 1 to 255 bytes",
                "--sub=a;--info=1,\"sub\":\"root\" | --info is one JSON value",
            })
    void what_no_server_would_take_is_not_signed(String arguments, String what) throws Exception {
        String key = "--key=" + pem(pair("EC", 256).getPrivate());
        assertMistake(what, (key + ";" + arguments).split(";"));
        assertMistake("info is 1024 bytes at most", key, "--sub=a", "--info=\"" + "x".repeat(1024) + "\"");
        String longPatterns = String.join(",", Collections.nCopies(32, "r".repeat(255)));
        assertMistake("characters, and may have 8192", key, "--sub=a", "--join=" + longPatterns);
    }

    @Test
    void a_secret_can_not_be_put_on_the_command_line() {
        assertThat(run("--sub", "a", "--secret", SECRET)).isEqualTo(2);
        assertThat(run("--sub", "a", "--hmac-secret", SECRET)).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    private void assertMistake(String what, String... arguments) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString().strip())
                .startsWith("gateway: ")
                .contains(what)
                .doesNotContain("\n");
        assertThat(out.toString()).isEmpty();
        err.getBuffer().setLength(0);
    }

    private int run(String... arguments) {
        return new CommandLine(new TokenCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String pem(Key key) throws Exception {
        String body = Base64.getMimeEncoder().encodeToString(key.getEncoded());
        Path file = directory.resolve("key.pem");
        return Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n")
                .toString();
    }

    private static KeyPair pair(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
