package dev.sluice.server.config;

import dev.sluice.limit.Limits;
import dev.sluice.namespace.Namespaces;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.server.api.ApiKeys;
import dev.sluice.server.auth.JwtRules;
import dev.sluice.server.hook.HookRules;
import dev.sluice.server.log.LogConfig;
import dev.sluice.server.tls.ClientCertificates;
import dev.sluice.server.tls.TlsFiles;
import dev.sluice.session.Liveness;
import dev.sluice.transport.caller.CallerRules;
import dev.sluice.transport.io.TransportChoice;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/**
 * How the server runs. Immutable, and checked as a whole: read by {@link ConfigLoader}, every value is in its range.
 *
 * @param listen the public address, resolved; port 0 takes a free one
 * @param management the address of metrics and health, resolved; port 0 takes a free one
 * @param transport the kernel interface to use
 * @param lanes event loops; 0: one for each processor
 * @param playground whether the page to try things out is there
 * @param echo whether {@code /echo} is there
 * @param liveness pings and timeouts
 * @param limits what the gateway takes at most
 * @param compression whether and how messages are compressed
 * @param callers who may call, and who is believed when he says for whom he calls
 * @param log how the server logs
 * @param tls the certificate of the public port, where it speaks TLS
 * @param namespaces which rules hold in which room
 * @param auth which tokens are good, where clients have to show one
 * @param apiKeys that open the server API
 * @param webhooks who is told of sessions and rooms, where anybody is
 * @param drain how the program goes
 * @param changes what differs from the defaults, by key, in the order of the reference, as one would write it; a secret only says that
 *     it is set
 */
public record ServerConfig(
        InetSocketAddress listen,
        InetSocketAddress management,
        TransportChoice transport,
        int lanes,
        boolean playground,
        boolean echo,
        Liveness liveness,
        Limits limits,
        Compression compression,
        CallerRules callers,
        LogConfig log,
        Optional<TlsFiles> tls,
        Namespaces namespaces,
        Optional<JwtRules> auth,
        ApiKeys apiKeys,
        Optional<HookRules> webhooks,
        DrainRules drain,
        Map<String, String> changes) {

    /** The configuration of a server that nobody configured: both ports on loopback, rooms open. */
    public static ServerConfig defaults() {
        return new Written().toConfig();
    }

    /** Who may come into the rooms, for the operator to read. */
    public String guests() {
        boolean certified = tls.map(files -> files.clientCertificates() == ClientCertificates.REQUIRED)
                .orElse(false);
        String who = auth.map(rules ->
                        "everyone who shows a token, checked by " + rules.keys().shown())
                .orElse("everyone who can reach the port");
        return who + (certified ? " and has a certificate of tls.client-ca" : "");
    }
}
