package dev.sluice.server.cli;

import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.server.bootstrap.Signals;
import dev.sluice.server.bootstrap.StartFailure;
import dev.sluice.server.bootstrap.Version;
import dev.sluice.server.config.ConfigException;
import dev.sluice.server.config.ConfigLoader;
import dev.sluice.server.config.ConfigSource;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.log.LogSetup;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
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
            ConfigSource source =
                    () -> ConfigLoader.load(Optional.ofNullable(config), settings, ConfigLoader.environment());
            ServerConfig loaded = source.load();
            LogSetup.apply(loaded.log());
            logUncaught();
            RunningServer server = RunningServer.start(loaded, Version.current());
            stopOnSignal(server);
            if (config != null) {
                server.reloadOnHangUp(source);
            }
            Greeting.print(spec().commandLine().getOut(), server, loaded);
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

    /**
     * A stop that was asked for is no failure, so the exit code is 0 and not that of a killed process. The first signal begins to drain,
     * another one hastens.
     */
    private static void stopOnSignal(RunningServer server) {
        AtomicBoolean asked = new AtomicBoolean();
        for (String name : List.of("TERM", "INT")) {
            Signals.on(name, () -> {
                if (asked.getAndSet(true)) {
                    server.hasten();
                } else {
                    Runtime.getRuntime().exit(0);
                }
            });
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.drain();
                            server.close();
                            LogSetup.flush();
                            Runtime.getRuntime().halt(0);
                        },
                        "stop"));
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not made by picocli");
        }
        return spec;
    }
}
