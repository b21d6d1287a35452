package dev.sluice.bench.load;

import dev.sluice.bench.Console;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every scenario. Filled in by the command line; checked by {@link #check}. */
final class TargetOptions {
    private static final int MOST_THREADS = 256;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final TimeOptions time = TimeOptions.ofOne();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private final Console console = new Console();

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Connections; of connect, how many at a time (default: 50; of fanout and idle 1000).")
    private @Nullable Integer connections;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Event loops of the generator; 0: one for every two processors (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the result there as JSON; - is standard output.")
    private @Nullable String json;

    @Option(names = "--quiet", description = "No progress, no summary.")
    private boolean quiet;

    void check() {
        time.check();
        BadOption.unless(connections == null || connections > 0, "--connections must be at least 1");
        BadOption.unless(threads >= 0 && threads <= MOST_THREADS, "--threads must be 0 to " + MOST_THREADS);
    }

    Target target() {
        return server.target();
    }

    int connectionsOr(int byDefault) {
        return connections == null ? byDefault : connections;
    }

    LoadRun.Times times() {
        return time.times();
    }

    int threads() {
        return threads == 0 ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2) : threads;
    }

    @Nullable
    String json() {
        return json;
    }

    boolean isQuiet() {
        return quiet;
    }

    void describe(Map<String, Object> options) {
        options.put("url", server.url());
        options.put("seconds", time.seconds());
        options.put("warmup", time.warmup());
        options.put("threads", threads());
    }
}
