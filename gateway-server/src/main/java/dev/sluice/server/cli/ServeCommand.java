package dev.sluice.server.cli;

import dev.sluice.Gateway;
import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.server.bootstrap.StartFailure;
import dev.sluice.server.bootstrap.Version;
import dev.sluice.server.config.ConfigException;
import dev.sluice.server.config.ConfigLoader;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.log.LogSetup;
import dev.sluice.transport.tls.TlsPolicy;
import io.netty.util.NetUtil;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serve}: runs the gateway until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Runs the gateway until Ctrl-C or SIGTERM. Without options it listens on loopback only.")
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration, in YAML.")
    private @Nullable Path config;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Overrides one key, such as listen=127.0.0.1:9000. May come often.")
    private List<String> settings = new ArrayList<>();

    @Override
    public Integer call() {
        PrintWriter errors = spec().commandLine().getErr();
        try {
            ServerConfig loaded = ConfigLoader.load(Optional.ofNullable(config), settings, ConfigLoader.environment());
            LogSetup.apply(loaded.log());
            logUncaught();
            RunningServer server = RunningServer.start(loaded, Version.current());
            stopOnSignal(server);
            greet(server, loaded);
            return CommandLines.STILL_RUNNING;
        } catch (ConfigException e) {
            e.problems().forEach(problem -> errors.println("gateway: " + problem));
        } catch (StartFailure e) {
            errors.println("gateway: " + e.getMessage());
        }
        errors.flush();
        return CommandLines.MISTAKE;
    }

    /** The JDK would print it over many lines, beside the log. */
    private static void logUncaught() {
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, cause) -> LOG.atError().setCause(cause).log("A thread has ended by an exception"));
    }

    /** A stop that was asked for is no failure, so the exit code is 0 and not that of a killed process. */
    private static void stopOnSignal(RunningServer server) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            LogSetup.flush();
                            Runtime.getRuntime().halt(0);
                        },
                        "stop"));
    }

    private void greet(RunningServer server, ServerConfig loaded) {
        Gateway gateway = server.gateway();
        String address = text(loaded.listen(), gateway.address());
        boolean tls = loaded.tls().isPresent();
        String http = (tls ? "https://" : "http://") + address;
        String ws = (tls ? "wss://" : "ws://") + address;
        PrintWriter out = spec().commandLine().getOut();
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

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not made by picocli");
        }
        return spec;
    }
}
