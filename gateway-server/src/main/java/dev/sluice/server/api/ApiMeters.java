package dev.sluice.server.api;

import dev.sluice.metric.Buckets;
import dev.sluice.metric.MeterName;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts requests of the server API by route and by the first digit of their status, and how long they took. A route is its template, so
 * no caller makes a new time series; what leads nowhere counts under {@code other}. Any thread.
 */
final class ApiMeters implements MultiCollector {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int HUNDRED = 100;

    /** From 2xx to 5xx. */
    private static final int CLASSES = 4;

    private static final List<Long> BOUNDS = Buckets.boundsOf(MeterName.Type.HISTOGRAM);

    private final List<ApiRoute> routes;
    private final AtomicLongArray requests;
    private final AtomicLongArray buckets = new AtomicLongArray(BOUNDS.size() + 1);
    private final AtomicLongArray nanos = new AtomicLongArray(1);

    ApiMeters(List<ApiRoute> routes) {
        this.routes = List.copyOf(routes);
        this.requests = new AtomicLongArray((routes.size() + 1) * CLASSES);
    }

    /** @param route its number among the routes; -1: none */
    void count(int route, int status, long tookNanos) {
        int row = route < 0 ? routes.size() : route;
        requests.incrementAndGet(row * CLASSES + status / HUNDRED - 2);
        int bucket = 0;
        while (bucket < BOUNDS.size() && tookNanos > BOUNDS.get(bucket)) {
            bucket++;
        }
        buckets.incrementAndGet(bucket);
        nanos.addAndGet(0, tookNanos);
    }

    @Override
    public MetricSnapshots collect() {
        return new MetricSnapshots(List.of(counts(), durations()));
    }

    private CounterSnapshot counts() {
        CounterSnapshot.Builder family = CounterSnapshot.builder()
                .name("gateway_api_requests")
                .help("Requests of the server API, by route and class of status; those that have occurred");
        for (int row = 0; row <= routes.size(); row++) {
            for (int digit = 0; digit < CLASSES; digit++) {
                long count = requests.get(row * CLASSES + digit);
                if (count > 0 || (row == routes.size() && digit == 2)) {
                    family.dataPoint(CounterDataPointSnapshot.builder()
                            .labels(labels(row, digit))
                            .value((double) count)
                            .build());
                }
            }
        }
        return family.build();
    }

    private Labels labels(int row, int digit) {
        String status = (digit + 2) + "xx";
        return row == routes.size()
                ? Labels.of("method", "other", "route", "other", "status", status)
                : Labels.of(
                        "method",
                        routes.get(row).method(),
                        "route",
                        routes.get(row).template(),
                        "status",
                        status);
    }

    private HistogramSnapshot durations() {
        List<Double> bounds = new ArrayList<>();
        List<Number> counts = new ArrayList<>();
        for (int bucket = 0; bucket <= BOUNDS.size(); bucket++) {
            bounds.add(bucket == BOUNDS.size() ? Double.POSITIVE_INFINITY : BOUNDS.get(bucket) / NANOS_PER_SECOND);
            counts.add(buckets.get(bucket));
        }
        return HistogramSnapshot.builder()
                .name("gateway_api_request_duration_seconds")
                .help("From the head of a request of the server API to its answer, the wait for the lanes included")
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                        .sum(nanos.get(0) / NANOS_PER_SECOND)
                        .build())
                .build();
    }
}
