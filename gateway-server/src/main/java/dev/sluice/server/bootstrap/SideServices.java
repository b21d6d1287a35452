package dev.sluice.server.bootstrap;

import dev.sluice.auth.Authenticator;
import dev.sluice.server.auth.BadKeyException;
import dev.sluice.server.auth.JwtAuthenticator;
import dev.sluice.server.auth.JwtRules;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.hook.ConnectHook;
import dev.sluice.server.hook.HookRules;
import dev.sluice.server.hook.Webhooks;
import dev.sluice.server.metric.Exporter;
import dev.sluice.server.tls.BadTlsFileException;
import dev.sluice.server.tls.LiveTls;
import dev.sluice.server.tls.TlsFiles;
import java.util.Optional;

/**
 * What runs beside the gateway.
 *
 * @param tls the certificate of the public port, where it speaks TLS
 * @param tokens what tokens are signed with, where clients have to show one
 * @param webhooks who tells a backend what happens, where there is one
 */
record SideServices(Optional<LiveTls> tls, Optional<JwtAuthenticator> tokens, Optional<Webhooks> webhooks)
        implements AutoCloseable {
    /** Starts them all; {@link StartFailure} if a key is no good. */
    static SideServices start(ServerConfig config) throws StartFailure {
        Optional<LiveTls> tls = startTls(config.tls());
        try {
            return new SideServices(
                    tls, startTokens(config.auth()), config.webhooks().map(Webhooks::start));
        } catch (StartFailure failure) {
            tls.ifPresent(LiveTls::close);
            throw failure;
        }
    }

    private static Optional<LiveTls> startTls(Optional<TlsFiles> files) throws StartFailure {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        try {
            LiveTls tls = LiveTls.start(files.get());
            Signals.on("HUP", tls::reload);
            return Optional.of(tls);
        } catch (BadTlsFileException e) {
            throw new StartFailure(e.what(), e);
        }
    }

    private static Optional<JwtAuthenticator> startTokens(Optional<JwtRules> rules) throws StartFailure {
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JwtAuthenticator.start(rules.get()));
        } catch (BadKeyException e) {
            throw new StartFailure(e.what(), e);
        }
    }

    /** Who looks at tokens: where the backend is asked too, both. */
    Optional<Authenticator> authenticator(Optional<HookRules> hooks) {
        return tokens.map(jwt -> hooks.filter(HookRules::connect)
                .<Authenticator>map(rules -> new ConnectHook(jwt, rules))
                .orElse(jwt));
    }

    /** Has the metrics say how they fare. */
    void watch(Exporter exporter) {
        tls.ifPresent(live -> exporter.watchTls(live::timeLeft, live::reloads, live::failures, live::isUpToDate));
        tokens.flatMap(JwtAuthenticator::fetches)
                .ifPresent(fetches -> exporter.watchKeys(fetches.ok(), fetches.failed()));
        webhooks.ifPresent(hooks -> exporter.add(hooks.meters()));
    }

    @Override
    public void close() {
        tls.ifPresent(LiveTls::close);
        tokens.ifPresent(JwtAuthenticator::close);
        webhooks.ifPresent(Webhooks::close);
    }
}
