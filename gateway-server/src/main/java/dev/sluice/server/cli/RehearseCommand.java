package dev.sluice.server.cli;

import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.server.bootstrap.StartFailure;
import dev.sluice.server.bootstrap.Version;
import dev.sluice.server.config.ConfigException;
import dev.sluice.server.config.ConfigLoader;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.log.LogSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code rehearse}: does once what a server does, on free ports of its own and on the defaults whatever the environment says, and ends.
 * The launcher has the JVM watch it, to know what the next start will need; docs/start.md.
 */
@Command(name = "rehearse", hidden = true, description = "Starts and stops, for the JVM to learn what a start needs.")
final class RehearseCommand implements Callable<Integer> {
    private static final List<String> OWN_PORTS = List.of("listen=127.0.0.1:0", "management=127.0.0.1:0");

    /** A few hundred messages: enough to load what handles them, too few to shape how they are compiled. */
    private static final List<String> TRAFFIC =
            List.of("--connections", "4", "--rate", "200", "--seconds", "0.5", "--warmup", "0", "--threads", "1");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws ConfigException, StartFailure {
        if (spec == null) {
            throw new IllegalStateException("not made by picocli");
        }
        ServerConfig config = ConfigLoader.load(Optional.empty(), OWN_PORTS, Map.of());
        LogSetup.apply(config.log());
        try (RunningServer server = RunningServer.start(config, Version.current())) {
            Greeting.print(spec.commandLine().getOut(), server, config);
            String url = "ws://127.0.0.1:" + server.gateway().address().getPort();
            int lost = load(url, "echo") + load(url, "fanout") + load(url, "fanout", "--envelope");
            return lost == 0 ? 0 : 1;
        }
    }

    private static int load(String url, String... scenario) {
        List<String> line = new ArrayList<>(List.of("load"));
        line.addAll(List.of(scenario));
        line.addAll(List.of("--url", url));
        line.addAll(TRAFFIC);
        return CommandLines.run(line.toArray(String[]::new));
    }
}
