package dev.sluice.server.hook;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was told. Any thread. */
public final class HookMeters implements MultiCollector {
    private final HookQueue queue;
    private final LongAdder events = new LongAdder();
    private final Map<Answer, LongAdder> requests = new EnumMap<>(Answer.class);

    HookMeters(HookQueue queue) {
        this.queue = queue;
        for (Answer answer : Answer.values()) {
            requests.put(answer, new LongAdder());
        }
    }

    /** What came of one request. */
    enum Answer {
        /** The backend has it. */
        OK,

        /** It may have it later: no answer, 408, 429, or a fault of its own. */
        FAILED,

        /** It does not want it. */
        REJECTED
    }

    void count(Answer answer) {
        of(answer).increment();
    }

    void countTold(int many) {
        events.add(many);
    }

    @Override
    public MetricSnapshots collect() {
        CounterSnapshot.Builder answers = CounterSnapshot.builder()
                .name("gateway_webhook_requests")
                .help("Requests to the backend, by what came of them");
        for (Answer answer : Answer.values()) {
            answers.dataPoint(CounterDataPointSnapshot.builder()
                    .labels(Labels.of("result", answer.name().toLowerCase(Locale.ROOT)))
                    .value((double) of(answer).sum())
                    .build());
        }
        return new MetricSnapshots(List.of(
                answers.build(),
                counter("gateway_webhook_events", "Events that the backend has taken", events.sum()),
                counter("gateway_webhook_events_dropped", "Events that the backend will not get", queue.dropped()),
                GaugeSnapshot.builder()
                        .name("gateway_webhook_events_waiting")
                        .help("Events that wait to be told")
                        .dataPoint(GaugeDataPointSnapshot.builder()
                                .value(queue.size())
                                .build())
                        .build()));
    }

    private LongAdder of(Answer answer) {
        return Objects.requireNonNull(requests.get(answer));
    }

    private static CounterSnapshot counter(String name, String help, long value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(
                        CounterDataPointSnapshot.builder().value((double) value).build())
                .build();
    }
}
