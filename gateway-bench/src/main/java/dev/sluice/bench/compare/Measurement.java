package dev.sluice.bench.compare;

import java.util.List;
import java.util.Map;

/**
 * One server under one workload in one round.
 *
 * @param started when, as in ISO 8601
 * @param seconds that were measured
 * @param faults what went wrong; empty: everything arrived once and in order
 * @param values what was measured; may lack any metric
 */
record Measurement(
        int round,
        String server,
        Workload workload,
        String started,
        double seconds,
        List<String> faults,
        Map<Metric, Double> values) {
    Measurement {
        faults = List.copyOf(faults);
        values = Map.copyOf(values);
    }

    boolean isGood() {
        return faults.isEmpty();
    }
}
