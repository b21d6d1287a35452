package dev.sluice.server.config;

import dev.sluice.server.auth.JwtRules;
import dev.sluice.server.auth.KeySource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of tokens. */
final class AuthSettings {
    // None: a secret that everybody has is none.
    static final Setting<Optional<String>> HMAC_SECRET = new Setting<>(
            "auth.hmac-secret",
            new HmacSecret(),
            Optional.empty(),
            "what tokens are signed with, HS256 to HS512, shared with whoever signs them");
    static final Setting<Optional<Path>> PUBLIC_KEY = new Setting<>(
            "auth.public-key",
            new FilePath(),
            Optional.empty(),
            "the public key, or certificate, of whoever signs tokens, PEM: RSA, an elliptic curve, or Ed25519");
    static final Setting<Optional<URI>> JWKS = new Setting<>(
            "auth.jwks",
            new WebAddress("https://id.example.com/.well-known/jwks.json"),
            Optional.empty(),
            "where the public keys of whoever signs tokens are fetched from, every five minutes and for unknown keys");

    // Anybody: who has the key is believed.
    static final Setting<Optional<String>> ISSUER = new Setting<>(
            "auth.issuer", new Words("the issuer of tokens"), Optional.empty(), "what iss of a token has to be");
    static final Setting<Optional<String>> AUDIENCE = new Setting<>(
            "auth.audience", new Words("an audience of tokens"), Optional.empty(), "what aud of a token has to hold");

    // To a minute: clocks that are off by more are broken, and every token lasts that much longer than it says.
    static final Setting<Duration> LEEWAY = new Setting<>(
            "auth.leeway",
            new Time(Duration.ZERO, Duration.ofMinutes(1)),
            Duration.ofSeconds(30),
            "how far the clocks of issuers may be off");

    // None: queries end up in the logs of proxies.
    static final Setting<Optional<String>> QUERY_PARAMETER = new Setting<>(
            "auth.query-parameter",
            new Words("the name of a parameter"),
            Optional.empty(),
            "the parameter of a request's query that may hold the token; none: no query is looked at");

    /** In the order of the reference. */
    static final List<Setting<?>> ALL =
            List.of(HMAC_SECRET, PUBLIC_KEY, JWKS, ISSUER, AUDIENCE, LEEWAY, QUERY_PARAMETER);

    private AuthSettings() {}

    /** The places that keys may come from, as far as they are written. */
    static List<KeySource> sources(Written written) {
        return List.of(
                        written.valueOf(HMAC_SECRET).<KeySource>map(KeySource.Secret::new),
                        written.valueOf(PUBLIC_KEY).<KeySource>map(KeySource.PublicKey::new),
                        written.valueOf(JWKS).<KeySource>map(KeySource.KeySet::new))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Which tokens are good, where any are asked for. */
    static Optional<JwtRules> rules(Written written) {
        List<KeySource> sources = sources(written);
        if (written.valueOf(Settings.AUTH_MODE) != AuthMode.JWT || sources.size() != 1) {
            return Optional.empty(); // more or less than one is a problem, which has been told
        }
        return Optional.of(new JwtRules(
                sources.get(0),
                written.valueOf(ISSUER),
                written.valueOf(AUDIENCE),
                written.valueOf(LEEWAY),
                written.valueOf(QUERY_PARAMETER)));
    }
}
