package dev.sluice.bench.compare;

import dev.sluice.bench.plot.Chart;
import dev.sluice.bench.plot.Figures;
import dev.sluice.transport.io.IoLoops;
import dev.sluice.transport.io.TransportChoice;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One call of the command: finds the servers, measures round by round, writes the report after each. */
final class CompareSession {
    private static final int GOOD = 0;
    private static final int FAULTY = 1;

    /** Starting a server, opening and closing the connections, ending it; measured. */
    private static final double SECONDS_BESIDES = 2;

    private static final int MINUTE = 60;

    private static final String RESULTS = "results.json";

    private static final List<String> ARCHIVE_FLAGS =
            List.of("-XX:AOT", "-XX:SharedArchiveFile", "-XX:ArchiveClassesAtExit");

    /**
     * Which servers.
     *
     * @param names empty: all that are there
     * @param npm whether npm may fetch those of Node
     */
    record Servers(List<String> names, boolean npm) {}

    /**
     * Where the results go.
     *
     * @param append whether to those that are there
     */
    record Place(Path directory, boolean append) {}

    /**
     * What is asked for.
     *
     * @param rate messages a second of the open loop; 0: to be found out
     */
    record Request(
            Comparison.Manner manner,
            int rounds,
            List<Workload> workloads,
            Servers servers,
            double rate,
            Place place) {}

    private final PrintWriter out;
    private final PrintWriter err;
    private final String version;

    CompareSession(PrintWriter out, PrintWriter err, String version) {
        this.out = out;
        this.err = err;
        this.version = version;
    }

    /** Runs a request; the exit code. */
    int run(Request request) throws IOException, InterruptedException {
        Path directory = request.place().directory();
        Files.createDirectories(directory);
        Optional<ResultSet> before = before(request);
        List<Measurement> measurements =
                new ArrayList<>(before.map(ResultSet::measurements).orElse(List.of()));
        Map<String, String> titles =
                new LinkedHashMap<>(before.map(ResultSet::servers).orElse(Map.of()));
        int begun = measurements.size();
        int first = before.map(ResultSet::rounds).orElse(0) + 1;

        List<String> flags = flags();
        Map<String, Contender> contenders = contenders(request, flags);
        contenders.forEach((name, contender) -> titles.put(name, contender.title()));
        Cores cores = Cores.pin();
        announce(request, contenders, cores);
        Pace pace = new Pace(
                request.rate() > 0
                        ? request.rate()
                        : before.map(set -> set.settings().rate()).orElse(0.0));
        Map<String, String> machine = Machine.describe(version, flags, cores, clientTransport(cores));
        Comparison.Manner manner = request.manner();
        Comparison comparison = new Comparison(manner, cores, pace, directory.resolve("logs"), made -> {
            measurements.add(made);
            show(made, titles);
        });
        if (!manner.quick()) {
            comparison.warmClient(contenders.values().iterator().next());
        }
        for (int round = first; round < first + request.rounds(); round++) {
            comparison.round(round, List.copyOf(contenders.values()), request.workloads());
            ResultSet.Settings settings = new ResultSet.Settings(
                    manner.warmup(), manner.seconds(), manner.quick(), pace.taken(), cores.clients());
            write(directory, new ResultSet(machine, settings, titles, measurements));
        }
        out.println("The report is "
                + directory.resolve("report.html").toAbsolutePath().normalize());
        out.flush();
        return measurements.stream().skip(begun).allMatch(Measurement::isGood) ? GOOD : FAULTY;
    }

    private static String clientTransport(Cores cores) {
        return IoLoops.tryOut(TransportChoice.AUTO, cores.clients(), new DefaultThreadFactory("compare"))
                .name();
    }

    /** What the rounds are added to. */
    private static Optional<ResultSet> before(Request request) throws IOException {
        Path file = request.place().directory().resolve(RESULTS);
        if (!request.place().append() || !Files.exists(file)) {
            return Optional.empty();
        }
        ResultSet before = ResultJson.read(file);
        if (before.settings().quick() != request.manner().quick()) {
            throw new IllegalArgumentException("--append: quick results and others do not go together");
        }
        return Optional.of(before);
    }

    private Map<String, Contender> contenders(Request request, List<String> flags)
            throws IOException, InterruptedException {
        Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
        if (!jar.endsWith("sluice.jar")) {
            throw new IllegalArgumentException("run it from the repository, as ./gateway compare");
        }
        Path root = jar.resolve("../../..").normalize();
        PeerPrograms programs = new PeerPrograms(root, err);
        Map<String, Contender> found = new Catalogue(root, jar, flags, programs)
                .take(request.servers().names(), request.servers().npm());
        for (String name : request.servers().names()) {
            if (!found.containsKey(name)) {
                throw new IllegalArgumentException(name + " is not here"
                        + (name.equals("ws") || name.equals("bun") ? "; --npm lets npm fetch it" : ""));
            }
        }
        return found;
    }

    private void announce(Request request, Map<String, Contender> contenders, Cores cores) {
        Comparison.Manner manner = request.manner();
        double each = manner.warmup() + manner.seconds() + (manner.quick() ? SECONDS_BESIDES / 4 : SECONDS_BESIDES);
        double seconds = each * contenders.size() * request.workloads().size() * request.rounds();
        err.printf(
                Locale.ROOT,
                "compare: %d servers, %d workloads, rounds: %d; about %s. %s%n",
                contenders.size(),
                request.workloads().size(),
                request.rounds(),
                seconds < 2 * MINUTE
                        ? Figures.plain(Math.ceil(seconds)) + " seconds"
                        : Figures.plain(Math.ceil(seconds / MINUTE)) + " minutes",
                cores.isPinned()
                        ? "Server on core " + cores.server() + ", client on " + cores.client() + "."
                        : "Nothing is pinned to cores: taskset or a second core is missing.");
        err.println("compare: "
                + String.join(
                        "; ", contenders.values().stream().map(Contender::title).toList()));
        if (!contenders.containsKey("bun") && request.servers().names().isEmpty()) {
            err.println("compare: with --npm also ws and uWebSockets (in Bun)");
        }
        err.flush();
    }

    private void show(Measurement made, Map<String, String> titles) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "  round %d  %-13s %-26s",
                made.round(),
                made.workload().id(),
                titles.getOrDefault(made.server(), made.server())));
        if (!made.isGood()) {
            line.append("FAILED: ")
                    .append(String.join("; ", made.faults()).lines().findFirst().orElse(""));
        } else if (made.workload() == Workload.IDLE_5000) {
            append(line, made, Metric.RSS_EACH, " B a connection");
        } else {
            if (made.workload() == Workload.LATENCY) {
                append(line, made, Metric.P50, " µs p50");
                append(line, made, Metric.P99, " µs p99");
            }
            append(line, made, Metric.CPU, " µs CPU");
            append(line, made, Metric.RATE, "/s");
            if (!made.values().containsKey(Metric.RATE)) {
                line.append("nothing came in the measured time");
            }
        }
        err.println(line.toString().stripTrailing());
        err.flush();
    }

    private static void append(StringBuilder line, Measurement made, Metric metric, String unit) {
        Double value = made.values().get(metric);
        if (value != null) {
            line.append(String.format(Locale.ROOT, "%10s%s ", Figures.of(value), unit));
        }
    }

    private static void write(Path directory, ResultSet set) throws IOException {
        ResultJson.write(set, directory.resolve(RESULTS));
        Files.writeString(directory.resolve("report.html"), HtmlReport.of(set));
        for (Workload workload : set.workloads()) {
            for (Map.Entry<String, Chart> chart : new Plots(set).of(workload).entrySet()) {
                chart.getValue().write(directory.resolve(chart.getKey() + ".svg"));
            }
        }
    }

    /**
     * This JVM's flags, which every JVM of the comparison gets; but none about an archive of classes, which only some servers would have,
     * and on some days.
     */
    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> ARCHIVE_FLAGS.stream().noneMatch(flag::startsWith))
                .toList();
    }
}
