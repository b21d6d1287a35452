package dev.sluice.server.metric;

import dev.sluice.metric.Buckets;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.metric.MeterName.LabelSet;
import dev.sluice.metric.MeterReading;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Turns a reading of the lanes' counters into families of Prometheus, named {@code gateway_…}. A counter with one label shows every
 * value from the start; with two, only the combinations that have occurred, because most never do.
 */
final class GatewayCollector implements MultiCollector {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Supplier<MeterReading> readings;
    private final String transport;

    /**
     * @param transport the label of the connections: the only transport that a gateway has
     */
    GatewayCollector(Supplier<MeterReading> readings, String transport) {
        this.readings = readings;
        this.transport = transport;
    }

    @Override
    public MetricSnapshots collect() {
        MeterReading reading = readings.get();
        List<MetricSnapshot> families = new ArrayList<>();
        for (MeterName meter : MeterName.values()) {
            families.add(family(meter, reading));
        }
        return new MetricSnapshots(families);
    }

    private MetricSnapshot family(MeterName meter, MeterReading reading) {
        return switch (meter.type()) {
            case COUNTER -> counter(meter, reading);
            case GAUGE -> gauge(meter, reading);
            case HISTOGRAM -> histogram(meter, reading, NANOS_PER_SECOND);
            case SIZE_HISTOGRAM -> histogram(meter, reading, 1);
        };
    }

    private MetricSnapshot gauge(MeterName meter, MeterReading reading) {
        Labels labels = meter == MeterName.CONNECTIONS ? Labels.of("transport", transport) : Labels.EMPTY;
        return GaugeSnapshot.builder()
                .name(nameOf(meter))
                .help(meter.help())
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value((double) reading.total(meter))
                        .build())
                .build();
    }

    private static MetricSnapshot counter(MeterName meter, MeterReading reading) {
        CounterSnapshot.Builder family =
                CounterSnapshot.builder().name(nameOf(meter)).help(meter.help());
        List<LabelSet> sets = meter.labels();
        switch (sets.size()) {
            case 0 -> family.dataPoint(point(Labels.EMPTY, reading.total(meter)));
            case 1 -> {
                for (Label label : sets.get(0).values()) {
                    family.dataPoint(point(Labels.of(sets.get(0).name(), label.text()), reading.value(meter, label)));
                }
            }
            default -> addOccurred(family, meter, reading);
        }
        return family.build();
    }

    private static void addOccurred(CounterSnapshot.Builder family, MeterName meter, MeterReading reading) {
        LabelSet outer = meter.labels().get(0);
        LabelSet inner = meter.labels().get(1);
        for (Label first : outer.values()) {
            for (Label second : inner.values()) {
                long value = reading.value(meter, first, second);
                boolean always = first == outer.values().get(0);
                if (value > 0 || always) {
                    family.dataPoint(point(Labels.of(outer.name(), first.text(), inner.name(), second.text()), value));
                }
            }
        }
    }

    private static CounterDataPointSnapshot point(Labels labels, long value) {
        return CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    private static MetricSnapshot histogram(MeterName meter, MeterReading reading, double unit) {
        List<Double> bounds = new ArrayList<>();
        for (long bound : Buckets.boundsOf(meter.type())) {
            bounds.add(bound / unit);
        }
        bounds.add(Double.POSITIVE_INFINITY);
        List<Number> counts = new ArrayList<>();
        for (long count : reading.buckets(meter)) {
            counts.add(count);
        }
        return HistogramSnapshot.builder()
                .name(nameOf(meter))
                .help(meter.help())
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                        .sum(reading.sum(meter) / unit)
                        .build())
                .build();
    }

    private static String nameOf(MeterName meter) {
        return "gateway_" + meter.text();
    }
}
