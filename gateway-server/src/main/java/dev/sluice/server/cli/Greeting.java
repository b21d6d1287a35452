package dev.sluice.server.cli;

import dev.sluice.Gateway;
import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.server.bootstrap.Version;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.transport.tls.TlsPolicy;
import io.netty.util.NetUtil;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.Locale;

/** What {@code serve} prints once it is ready: what runs, and where. */
final class Greeting {
    private Greeting() {}

    static void print(PrintWriter out, RunningServer server, ServerConfig loaded) {
        Gateway gateway = server.gateway();
        String address = text(loaded.listen(), gateway.address());
        boolean tls = loaded.tls().isPresent();
        String http = (tls ? "https://" : "http://") + address;
        String ws = (tls ? "wss://" : "ws://") + address;
        out.printf(
                Locale.ROOT,
                "Sluice %s is ready in %d ms: %s, %d %s, %sJDK %s%n%n",
                Version.current().version(),
                millisSinceStart(),
                gateway.transport(),
                gateway.lanes(),
                gateway.lanes() == 1 ? "lane" : "lanes",
                tls ? "TLS by " + TlsPolicy.providerName() + ", " : "",
                Version.current().jdk());
        if (loaded.playground()) {
            line(out, "open", http + "/", "a chat to try, in two windows");
        }
        line(out, "rooms", ws + "/rooms/NAME", "what you send reaches all others in the room");
        line(out, "envelope", ws + "/ws", "many rooms, offsets, replies: sluice.v1.json");
        if (loaded.echo()) {
            line(out, "echo", ws + "/echo", "what you send comes back");
        }
        line(
                out,
                "watch",
                "http://" + text(loaded.management(), server.management()) + "/metrics",
                "and /livez, /readyz");
        out.printf(Locale.ROOT, "%nRooms are open to %s. Ctrl-C stops.%n", loaded.guests());
        out.flush();
    }

    private static void line(PrintWriter out, String what, String where, String why) {
        out.printf(Locale.ROOT, "  %-9s %-36s %s%n", what, where, why);
    }

    /** As configured, because a socket bound to all addresses tells them in another form; with the port that was taken. */
    private static String text(InetSocketAddress configured, InetSocketAddress bound) {
        return NetUtil.toSocketAddressString(new InetSocketAddress(configured.getAddress(), bound.getPort()));
    }

    /** How long the JVM has been there; the process may be older, if the launcher had to build the jar first. */
    private static long millisSinceStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
}
