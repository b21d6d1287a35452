package dev.sluice.server.config;

import dev.sluice.server.hook.HookEventType;
import dev.sluice.server.hook.HookRules;
import dev.sluice.server.hook.Webhooks;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of webhooks. */
final class WebhookSettings {
    // None: nobody is told.
    static final Setting<Optional<URI>> URL = new Setting<>(
            "webhooks.url",
            new WebAddress("https://app.example.com/sluice"),
            Optional.empty(),
            "where sessions and rooms that come and go are told of");

    // None: whoever takes webhooks has to know who sends them.
    static final Setting<Optional<String>> SECRET = new Setting<>(
            "webhooks.secret",
            new HmacSecret(),
            Optional.empty(),
            "what webhooks are signed with, shared with whoever takes them");
    static final Setting<List<HookEventType>> EVENTS = new Setting<>(
            "webhooks.events",
            new ListOf<>(Choice.of(HookEventType.class)),
            List.of(HookEventType.values()),
            "which of them are told");

    // As long as the least patient of the usual receivers and balancers.
    static final Setting<Duration> TIMEOUT = new Setting<>(
            "webhooks.timeout",
            new Time(Duration.ofMillis(100), Duration.ofMinutes(1)),
            Duration.ofSeconds(5),
            "how long the backend may take for one request");

    // A few megabytes; at a hundred events a second, a minute and a half without a backend.
    static final Setting<Integer> QUEUE = new Setting<>(
            "webhooks.queue",
            new WholeNumber(1, 1_000_000),
            10_000,
            "events that may wait for the backend; more are lost, counted and told");

    // No: a backend that is away would keep everybody out.
    static final Setting<Boolean> CONNECT = new Setting<>(
            "webhooks.connect",
            new Switch(),
            false,
            "whether the backend is asked about everybody who shows a good token");

    private WebhookSettings() {}

    /** Who is told what, where anybody is. */
    static Optional<HookRules> rules(Written written) {
        Optional<URI> url = written.valueOf(URL);
        Optional<String> secret = written.valueOf(SECRET);
        if (url.isEmpty() || secret.isEmpty()) {
            return Optional.empty(); // one without the other is a problem, which has been told
        }
        return Optional.of(new HookRules(
                url.get(),
                secret.get(),
                Set.copyOf(written.valueOf(EVENTS)),
                written.valueOf(TIMEOUT),
                written.valueOf(QUEUE),
                written.valueOf(CONNECT)));
    }

    /** Whether they stand together. */
    static void check(Written written) {
        if (!written.isSound(URL) || !written.isSound(SECRET)) {
            return;
        }
        Optional<String> secret = written.valueOf(SECRET);
        if (written.valueOf(URL).isPresent() && secret.isEmpty()) {
            problem(written, URL, "needs webhooks.secret, such as: openssl rand -base64 32");
        } else if (secret.isPresent() && written.valueOf(URL).isEmpty()) {
            problem(written, SECRET, "is not looked at without webhooks.url");
        } else if (written.valueOf(CONNECT) && written.valueOf(URL).isEmpty()) {
            problem(written, CONNECT, "needs webhooks.url");
        } else if (written.valueOf(CONNECT)
                && written.isSound(Settings.AUTH_MODE)
                && written.valueOf(Settings.AUTH_MODE) == AuthMode.NONE) {
            problem(written, CONNECT, "needs auth.mode: jwt, for it is about who shows a token");
        } else if (secret.isPresent() && !Webhooks.canSignWith(secret.get())) {
            problem(written, SECRET, "begins with whsec_, and what follows is not base64");
        }
        checkTimes(written);
    }

    /** A client is given up after the handshake timeout, whatever the backend says then. */
    private static void checkTimes(Written written) {
        if (!written.valueOf(CONNECT) || !written.isSound(TIMEOUT) || !written.isSound(Settings.HANDSHAKE_TIMEOUT)) {
            return;
        }
        if (written.valueOf(TIMEOUT).compareTo(written.valueOf(Settings.HANDSHAKE_TIMEOUT)) >= 0) {
            boolean own = written.find(TIMEOUT) != null;
            problem(
                    written,
                    own ? TIMEOUT : Settings.HANDSHAKE_TIMEOUT,
                    "webhooks.connect needs a webhooks.timeout that is less than liveness.handshake-timeout");
        }
    }

    private static void problem(Written written, Setting<?> setting, String what) {
        Written.@Nullable Value<?> value = written.find(setting);
        if (value != null) {
            written.problem(value.origin().problem(setting.key(), what));
        }
    }
}
