package dev.sluice.bench.compare;

import dev.sluice.bench.plot.Axis;
import dev.sluice.bench.plot.BarChart;
import dev.sluice.bench.plot.BarChart.Bar;
import dev.sluice.bench.plot.BarChart.Whose;
import dev.sluice.bench.plot.Chart;
import dev.sluice.bench.plot.Figures;
import dev.sluice.bench.plot.LineChart;
import dev.sluice.bench.plot.LineChart.Line;
import dev.sluice.bench.plot.LineChart.Point;
import dev.sluice.bench.plot.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The plots of a result set. */
final class Plots {
    /** Percentiles stand at one in so many: 50 % at 2, 99.9 % at 1,000. */
    private static final Map<Metric, Double> ONE_IN =
            new LinkedHashMap<>(Map.of(Metric.P50, 2.0, Metric.P90, 10.0, Metric.P99, 100.0, Metric.P999, 1_000.0));

    private static final Map<Double, String> PERCENTILES =
            Map.of(2.0, "p50", 10.0, "p90", 100.0, "p99", 1_000.0, "p99.9");

    private static final double KIB = 1024;

    private final ResultSet set;

    Plots(ResultSet set) {
        this.set = set;
    }

    /** Those of one workload, by the names of their files; none where nobody has got through it. */
    Map<String, Chart> of(Workload workload) {
        Map<String, Chart> charts = new LinkedHashMap<>();
        if (workload == Workload.LATENCY) {
            List<Line> lines = lines(workload);
            if (!lines.isEmpty()) {
                charts.put(workload.id(), latency(lines));
            }
            return charts;
        }
        for (Metric metric : workload.plots()) {
            List<Bar> bars = bars(workload, metric);
            if (!bars.isEmpty()) {
                charts.put(workload.id() + "-" + metric.key().replace('_', '-'), bars(workload, metric, bars));
            }
        }
        return charts;
    }

    private BarChart bars(Workload workload, Metric metric, List<Bar> bars) {
        String unit =
                switch (metric) {
                    case CPU -> "server CPU, µs a " + singular(workload) + " (less is better)";
                    case RATE -> workload.things() + " a second (more is better)";
                    case RSS_EACH -> "resident KiB a connection (less is better)";
                    default -> metric.label();
                };
        String head = metric == Metric.CPU ? ": CPU" : metric == Metric.RATE ? ": rate" : "";
        StringJoiner values = new StringJoiner("; ", "", ".");
        bars.forEach(bar -> values.add(bar.name() + " " + Figures.of(bar.value())));
        return new BarChart(new Words(workload.title() + head, unit + ". " + values), unit, bars);
    }

    private List<Bar> bars(Workload workload, Metric metric) {
        double scale = metric == Metric.RSS_EACH ? KIB : 1;
        List<Bar> bars = new ArrayList<>();
        set.servers().forEach((name, title) -> set.spread(name, workload, metric)
                .ifPresent(spread -> bars.add(new Bar(
                        title,
                        Math.max(0, spread.median() / scale),
                        Math.max(0, spread.low() / scale),
                        Math.max(0, spread.high() / scale),
                        name.startsWith("sluice") ? Whose.OURS : Whose.OTHERS))));
        return bars;
    }

    private LineChart latency(List<Line> lines) {
        StringJoiner values = new StringJoiner("; ", "", ".");
        lines.forEach(line ->
                values.add(line.name() + " " + Figures.of(line.points().get(0).y()) + " to "
                        + Figures.of(line.points().get(line.points().size() - 1).y())));
        return new LineChart(
                new Words(
                        "Latency of a delivery, " + Figures.plain(set.settings().rate()) + " messages a second to "
                                + Figures.of(Workload.LATENCY.connections(
                                        set.settings().quick())) + " members",
                        "From the 50th to the 99.9th percentile, in µs: " + values),
                new Axis("percentile of all deliveries", Axis.Scale.LOGARITHMIC, PERCENTILES),
                Axis.logarithmic("µs from the intended send (less is better)"),
                lines);
    }

    private List<Line> lines(Workload workload) {
        List<Line> lines = new ArrayList<>();
        set.servers().forEach((name, title) -> {
            List<Point> points = new ArrayList<>();
            for (Metric metric : new Metric[] {Metric.P50, Metric.P90, Metric.P99, Metric.P999}) {
                set.spread(name, workload, metric)
                        .ifPresent(spread -> points.add(new Point(
                                ONE_IN.getOrDefault(metric, 1.0), spread.median(), spread.low(), spread.high())));
            }
            if (!points.isEmpty()) {
                lines.add(new Line(title, points));
            }
        });
        return lines;
    }

    private static String singular(Workload workload) {
        return switch (workload.things()) {
            case "messages" -> "message";
            case "deliveries" -> "delivery";
            case "handshakes" -> "handshake";
            default -> "connection";
        };
    }
}
