package dev.sluice.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a comparison has found, so far.
 *
 * @param machine where, and with what versions and flags
 * @param settings how it was measured
 * @param servers titles by names, in the order of the report
 * @param measurements every single one
 */
record ResultSet(
        Map<String, String> machine, Settings settings, Map<String, String> servers, List<Measurement> measurements) {
    /**
     * How it was measured.
     *
     * @param rate messages a second of the open loop; 0: it was not run
     * @param clients cores that the load generator had
     */
    record Settings(double warmup, double seconds, boolean quick, double rate, int clients) {}

    /** The median of several rounds, and what it lies between. */
    record Spread(double median, double low, double high) {
        static Spread of(List<Double> values) {
            List<Double> sorted = values.stream().sorted().toList();
            int half = sorted.size() / 2;
            double median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
            return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
        }
    }

    ResultSet {
        machine = new LinkedHashMap<>(machine);
        servers = new LinkedHashMap<>(servers);
        measurements = List.copyOf(measurements);
    }

    int rounds() {
        return measurements.stream().mapToInt(Measurement::round).max().orElse(0);
    }

    Set<Workload> workloads() {
        Set<Workload> workloads = new LinkedHashSet<>();
        for (Workload workload : Workload.values()) {
            if (measurements.stream().anyMatch(made -> made.workload() == workload)) {
                workloads.add(workload);
            }
        }
        return workloads;
    }

    /** What one server did under one workload; in which rounds all was well, or in which it was not. */
    List<Measurement> of(String server, Workload workload, boolean good) {
        return measurements.stream()
                .filter(made -> made.server().equals(server) && made.workload() == workload && made.isGood() == good)
                .toList();
    }

    /** Over the rounds in which all was well; empty if there was none. */
    Optional<Spread> spread(String server, Workload workload, Metric metric) {
        List<Double> values = new ArrayList<>();
        for (Measurement made : of(server, workload, true)) {
            Double value = made.values().get(metric);
            if (value != null) {
                values.add(value);
            }
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    List<Measurement> failures() {
        return measurements.stream().filter(made -> !made.isGood()).toList();
    }
}
