package dev.sluice.bench.compare;

import dev.sluice.bench.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code compare}: measures Sluice and other servers on this machine, in turn, and writes a report. */
@Command(
        name = "compare",
        description = {
            "Measures Sluice and other WebSocket servers on this machine, one after the other, and writes results.json, report.html and"
                    + " the plots into a directory. Everything stays on loopback."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every server delivered everything",
            "1:a server failed, or lost, doubled or reordered messages; the report says which",
            "2:bad arguments, or nothing to compare with"
        })
public final class CompareCommand implements Callable<Integer> {
    private static final int MISTAKE = 2;

    @Option(names = "--rounds", paramLabel = "N", description = "How often all is measured (default: 3; quick 1).")
    private @Nullable Integer rounds;

    @Option(names = "--seconds", paramLabel = "S", description = "How long each time (default: 3; quick 0.3).")
    private @Nullable Double seconds;

    @Option(names = "--warmup", paramLabel = "S", description = "And how long before that (default: 2; quick 0.2).")
    private @Nullable Double warmup;

    @Option(
            names = "--servers",
            paramLabel = "NAME",
            split = ",",
            description = "sluice, sluice-io-uring, sluice-epoll, sluice-nio, netty, undertow, jetty, vertx, ws, bun"
                    + " (default: all that are there, Sluice on its best transport and on epoll).")
    private List<String> servers = new ArrayList<>();

    @Option(
            names = "--workloads",
            paramLabel = "NAME",
            split = ",",
            description = "echo-50x1, echo-50x16, echo-1000x1, fan-1000x1, fan-1000x8, rooms-100x10, latency, connect,"
                    + " idle-5000 (default: all).")
    private List<String> workloads = new ArrayList<>();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Messages a second of latency (default: half of what the slowest server does in fan-1000x1).")
    private double rate;

    @Option(names = "--quick", description = "A tenth of the connections and of the time: does everything work?")
    private boolean quick;

    @Option(names = "--npm", description = "Let npm fetch ws and Bun into the user's cache directory.")
    private boolean npm;

    @Option(names = "--append", description = "Add rounds to the results that are in the directory.")
    private boolean append;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the results go (default: ${DEFAULT-VALUE}).",
            defaultValue = "comparison")
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private Path out;

    @Mixin
    private final Console console = new Console();

    private final String version;

    /** @param version of Sluice, and its commit */
    public CompareCommand(String version) {
        this.version = version;
    }

    @Override
    public Integer call() {
        PrintWriter err = console.err();
        try {
            return new CompareSession(console.out(), err, version).run(request());
        } catch (IllegalArgumentException bad) {
            err.println("compare: " + bad.getMessage());
        } catch (IOException e) {
            err.println("compare: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
        err.flush();
        return MISTAKE;
    }

    private CompareSession.Request request() {
        int times = rounds == null ? quick ? 1 : 3 : rounds;
        double measured = seconds == null ? quick ? 0.3 : 3 : seconds;
        double before = warmup == null ? quick ? 0.2 : 2 : warmup;
        check(times >= 1 && times <= 100, "--rounds must be 1 to 100");
        check(measured >= 0.1 && measured <= 600, "--seconds must be 0.1 to 600");
        check(before >= 0 && before <= 600, "--warmup must be 0 to 600");
        check(rate >= 0, "--rate must be above 0");
        for (String name : servers) {
            check(
                    Catalogue.NAMES.contains(name),
                    "there is no server " + name + "; there are " + String.join(", ", Catalogue.NAMES));
        }
        List<Workload> chosen = new ArrayList<>();
        for (String name : workloads) {
            chosen.add(Workload.of(name)
                    .orElseThrow(() -> new IllegalArgumentException("there is no workload " + name + "; there are "
                            + String.join(
                                    ", ",
                                    Arrays.stream(Workload.values())
                                            .map(Workload::id)
                                            .toList()))));
        }
        if (chosen.isEmpty()) {
            chosen.addAll(List.of(Workload.values()));
        }
        chosen.sort(null);
        boolean hasRate = rate > 0 || quick || append || chosen.contains(Workload.FAN_1000X1);
        check(
                !chosen.contains(Workload.LATENCY) || hasRate,
                "latency needs a --rate, or fan-1000x1 among the --workloads");
        Comparison.Manner manner = new Comparison.Manner(before, measured, quick);
        return new CompareSession.Request(
                manner,
                times,
                chosen,
                new CompareSession.Servers(servers, npm),
                rate,
                new CompareSession.Place(out, append));
    }

    private static void check(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
