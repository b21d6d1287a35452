package dev.sluice.bench.compare;

import dev.sluice.bench.load.Drive;
import dev.sluice.bench.load.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures. A fresh process for every measurement, all servers in turn for each workload, so that whatever the machine does
 * besides falls on all alike; a quick comparison starts each server once a round.
 */
final class Comparison {
    /**
     * How it is measured.
     *
     * @param warmup seconds before the measured ones
     * @param quick a tenth of the crowd, one process for all workloads
     */
    record Manner(double warmup, double seconds, boolean quick) {}

    /** Hears of each measurement as it is made. */
    interface Listener {
        void onMeasurement(Measurement measurement);
    }

    private static final double MICROS = 1e6;
    private static final double WARMUP_SECONDS = 1.5;

    private final Manner manner;
    private final Cores cores;
    private final Pace pace;
    private final Path logs;
    private final Listener listener;

    Comparison(Manner manner, Cores cores, Pace pace, Path logs, Listener listener) {
        this.manner = manner;
        this.cores = cores;
        this.pace = pace;
        this.logs = logs;
        this.listener = listener;
    }

    /** Runs the client for a while, so that the first server does not meet one that is not compiled yet. */
    void warmClient(Contender contender) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        try (ServerProcess server = start(contender, port)) {
            if (server.awaitPort(port).isEmpty()) {
                for (Workload workload : List.of(Workload.ECHO_50X16, Workload.ROOMS_100X10, Workload.CONNECT)) {
                    Drive.Course course = new Drive.Course(port, 0, WARMUP_SECONDS, cores.clients());
                    Drive.run(workload.job(true, 1), course, Watch.NOBODY);
                }
            }
        }
    }

    /** One round of all servers under all workloads. */
    void round(int round, List<Contender> contenders, List<Workload> workloads)
            throws IOException, InterruptedException {
        if (manner.quick()) {
            // Memory first: it wants a fresh process.
            List<Workload> sorted = new ArrayList<>(workloads);
            sorted.sort(Comparator.comparing(workload -> workload != Workload.IDLE_5000));
            for (Contender contender : contenders) {
                visit(round, contender, sorted);
            }
            return;
        }
        for (Workload workload : workloads) {
            // Each round begins with another one.
            for (int i = 0; i < contenders.size(); i++) {
                visit(round, contenders.get((i + round - 1) % contenders.size()), List.of(workload));
            }
        }
    }

    private void visit(int round, Contender contender, List<Workload> workloads)
            throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        try (ServerProcess server = start(contender, port)) {
            Optional<String> fault = server.awaitPort(port);
            for (Workload workload : workloads) {
                String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
                Measurement made = fault.isPresent()
                        ? failed(round, contender, workload, started, fault.get())
                        : measure(new Place(round, contender, server, port), workload, started);
                pace.learn(made, workload.connections(manner.quick()));
                listener.onMeasurement(made);
            }
        }
    }

    private ServerProcess start(Contender contender, int port) throws IOException {
        Files.createDirectories(logs);
        List<String> command = cores.onServer(contender.command().apply(port));
        return ServerProcess.start(contender, command, port, logs.resolve(contender.name() + ".log"));
    }

    private Measurement failed(int round, Contender contender, Workload workload, String started, String why) {
        return new Measurement(round, contender.name(), workload, started, manner.seconds(), List.of(why), Map.of());
    }

    private record Place(int round, Contender contender, ServerProcess server, int port) {}

    private Measurement measure(Place place, Workload workload, String started) throws InterruptedException {
        Clocks clocks = new Clocks(place.server());
        double before = place.server().residentBytes();
        Drive.Outcome outcome = Drive.run(
                workload.job(manner.quick(), workload == Workload.LATENCY ? pace.take() : 0),
                new Drive.Course(place.port(), manner.warmup(), manner.seconds(), cores.clients()),
                clocks);
        if (!place.server().isAlive()) {
            return failed(place.round(), place.contender(), workload, started, "the server ended");
        }
        return new Measurement(
                place.round(),
                place.contender().name(),
                workload,
                started,
                manner.seconds(),
                outcome.faults(),
                values(workload, outcome, clocks, before));
    }

    private Map<Metric, Double> values(Workload workload, Drive.Outcome outcome, Clocks clocks, double before) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        values.put(Metric.SERVER_CORES, clocks.serverCores());
        values.put(Metric.CLIENT_CORES, clocks.clientCores());
        if (clocks.resident > 0) {
            values.put(Metric.RSS, clocks.resident);
        }
        if (workload == Workload.IDLE_5000) {
            if (clocks.resident > 0) {
                values.put(Metric.RSS_EACH, (clocks.resident - before) / workload.connections(manner.quick()));
            }
            return values;
        }
        if (outcome.perSecond() > 0) {
            values.put(Metric.RATE, outcome.perSecond());
            values.put(Metric.CPU, clocks.serverCores() * MICROS / outcome.perSecond());
        }
        List<Metric> percentiles = List.of(Metric.P50, Metric.P90, Metric.P99, Metric.P999);
        for (int i = 0; i < outcome.latency().size(); i++) {
            values.put(percentiles.get(i), outcome.latency().get(i));
        }
        return values;
    }

    /** Reads the CPU clocks of both sides at the two ends of the measured time. */
    private static final class Clocks implements Watch {
        private final ServerProcess server;
        private final ProcessHandle self = ProcessHandle.current();
        private long nanos;
        private long serverNanos;
        private long clientNanos;
        private double resident;

        Clocks(ServerProcess server) {
            this.server = server;
        }

        @Override
        public void onBegin() {
            nanos = System.nanoTime();
            serverNanos = server.cpuNanos();
            clientNanos = clientCpuNanos();
        }

        @Override
        public void onEnd() {
            nanos = System.nanoTime() - nanos;
            serverNanos = server.cpuNanos() - serverNanos;
            clientNanos = clientCpuNanos() - clientNanos;
            resident = server.residentBytes();
        }

        double serverCores() {
            return nanos == 0 ? 0 : (double) serverNanos / nanos;
        }

        double clientCores() {
            return nanos == 0 ? 0 : (double) clientNanos / nanos;
        }

        private long clientCpuNanos() {
            return self.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
        }
    }
}
