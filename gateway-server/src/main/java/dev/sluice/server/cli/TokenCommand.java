package dev.sluice.server.cli;

import dev.sluice.server.auth.BadKeyException;
import dev.sluice.server.auth.JwtRules;
import dev.sluice.server.auth.KeySource;
import dev.sluice.server.auth.SigningKey;
import dev.sluice.server.auth.TrialToken;
import dev.sluice.server.config.ConfigException;
import dev.sluice.server.config.ConfigLoader;
import dev.sluice.server.config.ServerConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code token}: signs a token. A secret is read from the configuration or the environment alone: everybody sees a command line. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a signed token, for trying things out.",
            "Signs with --key, else with auth.hmac-secret of the configuration, or of the environment: SLUICE_AUTH_MODE=jwt and"
                    + " SLUICE_AUTH_HMAC_SECRET."
        })
final class TokenCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--sub", required = true, paramLabel = "USER", description = "Whose token it is.")
    private String user = "";

    @Option(
            names = "--join",
            split = ",",
            paramLabel = "PATTERN",
            description = "Rooms that it may join, such as chat:*, or user:{sub}:*. May come often.")
    private List<String> join = new ArrayList<>();

    @Option(
            names = "--publish",
            split = ",",
            paramLabel = "PATTERN",
            description = "Rooms that it may publish to. May come often.")
    private List<String> publish = new ArrayList<>();

    @Option(
            names = "--ttl",
            defaultValue = "1h",
            converter = Ttl.class,
            paramLabel = "TIME",
            description = "How long it is good for: 30s, 5m, 1h. Default: ${DEFAULT-VALUE}.")
    private Duration ttl = Duration.ZERO;

    @Option(names = "--info", paramLabel = "JSON", description = "What to say of the user, any JSON.")
    private @Nullable String info;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The server's configuration, whose secret, issuer and audience it takes.")
    private @Nullable Path config;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "A private key in PEM: RSA, an elliptic curve, Ed25519.")
    private @Nullable Path key;

    @Option(names = "--kid", paramLabel = "NAME", description = "What to call the key, as in the set of keys.")
    private @Nullable String keyName;

    @Option(names = "--issuer", paramLabel = "TEXT", description = "Its issuer, where the configuration has none.")
    private @Nullable String issuer;

    @Option(names = "--audience", paramLabel = "TEXT", description = "Its audience, where the configuration has none.")
    private @Nullable String audience;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("not made by picocli");
        }
        PrintWriter errors = spec.commandLine().getErr();
        try {
            Optional<JwtRules> rules = rules();
            TrialToken token = new TrialToken(
                    user,
                    join,
                    publish,
                    Optional.ofNullable(info),
                    Optional.ofNullable(issuer).or(() -> rules.flatMap(JwtRules::issuer)),
                    Optional.ofNullable(audience).or(() -> rules.flatMap(JwtRules::audience)),
                    Optional.ofNullable(keyName));
            spec.commandLine().getOut().println(token.sign(signingKey(rules), Instant.now(), ttl));
            return 0;
        } catch (ConfigException e) {
            e.problems().forEach(problem -> errors.println("gateway: " + problem));
        } catch (BadKeyException e) {
            errors.println("gateway: " + e.what());
        }
        return CommandLines.MISTAKE;
    }

    /** What the server would go by; a secret alone, in the environment, is enough for that. */
    private Optional<JwtRules> rules() throws ConfigException {
        ServerConfig loaded = ConfigLoader.load(Optional.ofNullable(config), List.of(), ConfigLoader.environment());
        return loaded.auth();
    }

    private SigningKey signingKey(Optional<JwtRules> rules) throws BadKeyException {
        if (key != null) {
            return SigningKey.read(key);
        }
        KeySource source = rules.map(JwtRules::keys).orElse(null);
        if (source instanceof KeySource.Secret secret) {
            return SigningKey.ofSecret(secret.text());
        }
        throw new BadKeyException(
                source == null
                        ? "nothing to sign with: name a configuration with auth.hmac-secret (--config FILE), set"
                                + " SLUICE_AUTH_MODE=jwt and SLUICE_AUTH_HMAC_SECRET, or give a private key (--key FILE)"
                        : "the configuration has a public key, which cannot sign: give the private one (--key FILE)");
    }

    /** A time with its unit. */
    static final class Ttl implements ITypeConverter<Duration> {
        private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,8})([smhd])");

        @Override
        public Duration convert(String text) {
            Matcher time = TIME.matcher(text);
            if (!time.matches()) {
                throw new TypeConversionException("expected a time such as 30s, 5m or 1h, got '" + text + "'");
            }
            long count = Long.parseLong(time.group(1));
            return switch (time.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }
    }
}
