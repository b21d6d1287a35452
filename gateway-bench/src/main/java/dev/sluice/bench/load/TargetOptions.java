package dev.sluice.bench.load;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every scenario. Filled in by the command line; checked by {@link #check}. */
final class TargetOptions {
    private static final int MOST_THREADS = 256;
    private static final double MOST_SECONDS = 24 * 60 * 60;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Where the server is; with a path, that one in place of the scenario's (default: ${DEFAULT-VALUE}).")
    private String url = "ws://127.0.0.1:8080";

    @Option(names = "--insecure", description = "Believe any certificate of a wss:// server.")
    private boolean insecure;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Connections; of connect, how many at a time (default: 50; of fanout and idle 1000).")
    private @Nullable Integer connections;

    @Option(names = "--seconds", paramLabel = "S", description = "How long to measure (default: ${DEFAULT-VALUE}).")
    private double seconds = 10;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = "How long to go on before that (default: ${DEFAULT-VALUE}).")
    private double warmup = 1;

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

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    void check() {
        BadOption.unless(seconds > 0 && seconds <= MOST_SECONDS, "--seconds must be above 0 and at most a day");
        BadOption.unless(warmup >= 0 && warmup <= MOST_SECONDS, "--warmup must be 0 to a day");
        BadOption.unless(connections == null || connections > 0, "--connections must be at least 1");
        BadOption.unless(threads >= 0 && threads <= MOST_THREADS, "--threads must be 0 to " + MOST_THREADS);
    }

    Target target() {
        return Target.of(url, insecure ? ClientTls.Trust.ANY : ClientTls.Trust.KNOWN);
    }

    int connectionsOr(int byDefault) {
        return connections == null ? byDefault : connections;
    }

    LoadRun.Times times() {
        return new LoadRun.Times((long) (warmup * 1e9), (long) (seconds * 1e9));
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
        options.put("url", url);
        options.put("seconds", seconds);
        options.put("warmup", warmup);
        options.put("threads", threads());
    }
}
