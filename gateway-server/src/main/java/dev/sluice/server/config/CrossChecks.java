package dev.sluice.server.config;

import dev.sluice.protocol.peer.AddressRange;
import dev.sluice.transport.caller.ProxyProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What no value shows alone. Looks only at values that are sound: a problem is told once. */
final class CrossChecks {
    private CrossChecks() {}

    static void run(Written written) {
        checkReach(written);
        checkPorts(written);
        TlsChecks.run(written);
        AuthChecks.run(written);
        WebhookSettings.check(written);
        checkProxies(written);
        BufferCheck.run(written);
        NamespaceChecks.run(written);
    }

    /** Rooms without authentication are open on loopback alone, unless somebody wrote that this is meant. */
    private static void checkReach(Written written) {
        Written.@Nullable Value<InetSocketAddress> listen = written.find(Settings.LISTEN);
        boolean said = written.find(Settings.AUTH_MODE) != null || !written.isSound(Settings.AUTH_MODE);
        if (listen == null || said || !written.isSound(Settings.LISTEN)) {
            return;
        }
        if (!listen.value().getAddress().isLoopbackAddress()) {
            String what = listen.text() + " can be reached from other machines, and rooms are open to everyone: "
                    + "stay on loopback, or write auth.mode: jwt to ask for tokens, auth.mode: none if that is what you want";
            written.problem(listen.origin().problem(Settings.LISTEN.key(), what));
        }
    }

    /** A PROXY header says who the client is, so it counts from those alone who are trusted to know. */
    private static void checkProxies(Written written) {
        Written.@Nullable Value<ProxyProtocol> protocol = written.find(Settings.PROXY_PROTOCOL);
        Written.@Nullable Value<List<AddressRange>> trusted = written.find(Settings.TRUSTED_PROXIES);
        boolean nobody = trusted == null || trusted.value().isEmpty();
        if (protocol == null || protocol.value() == ProxyProtocol.OFF) {
            return;
        }
        if (nobody && written.isSound(Settings.TRUSTED_PROXIES)) {
            String what = "nobody is trusted to send the header; write the addresses of the balancers, such as "
                    + Settings.TRUSTED_PROXIES.key() + ": [10.0.0.0/8]";
            written.problem(protocol.origin().problem(Settings.PROXY_PROTOCOL.key(), what));
        }
    }

    private static void checkPorts(Written written) {
        if (!written.isSound(Settings.LISTEN) || !written.isSound(Settings.MANAGEMENT)) {
            return;
        }
        ServerConfig config = written.toConfig();
        if (!collide(config.listen(), config.management())) {
            return;
        }
        Written.@Nullable Value<InetSocketAddress> management = written.find(Settings.MANAGEMENT);
        Written.@Nullable Value<InetSocketAddress> listen = written.find(Settings.LISTEN);
        if (management != null) {
            String what = taken(management.text(), Settings.LISTEN);
            written.problem(management.origin().problem(Settings.MANAGEMENT.key(), what));
        } else if (listen != null) {
            String what = taken(listen.text(), Settings.MANAGEMENT);
            written.problem(listen.origin().problem(Settings.LISTEN.key(), what));
        }
    }

    private static String taken(String address, Setting<?> by) {
        return address + " is taken by " + by.key() + "; give one of them another port";
    }

    private static boolean collide(InetSocketAddress one, InetSocketAddress other) {
        InetAddress first = one.getAddress();
        InetAddress second = other.getAddress();
        return one.getPort() != 0
                && one.getPort() == other.getPort()
                && (first.equals(second) || first.isAnyLocalAddress() || second.isAnyLocalAddress());
    }
}
