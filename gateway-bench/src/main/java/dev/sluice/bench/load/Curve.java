package dev.sluice.bench.load;

import dev.sluice.bench.plot.LineChart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Values by size, several of each, in microseconds. */
final class Curve {
    private final String name;
    private final String of;
    private final NavigableMap<Integer, List<Double>> values = new TreeMap<>();

    /** @param of what the size counts */
    Curve(String name, String of) {
        this.name = name;
        this.of = of;
    }

    String name() {
        return name;
    }

    /** What the size counts. */
    String of() {
        return of;
    }

    void add(int size, double value) {
        values.computeIfAbsent(size, unknown -> new ArrayList<>()).add(value);
    }

    /** The sizes, in their order. */
    List<Integer> sizes() {
        return List.copyOf(values.keySet());
    }

    double median(int size) {
        List<Double> sorted = new ArrayList<>(at(size));
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double least(int size) {
        return Collections.min(at(size));
    }

    double most(int size) {
        return Collections.max(at(size));
    }

    /** The medians, with what lies around them, to be drawn. */
    LineChart.Line line() {
        return new LineChart.Line(
                name,
                sizes().stream()
                        .map(size -> new LineChart.Point(size, median(size), least(size), most(size)))
                        .toList());
    }

    private List<Double> at(int size) {
        return values.getOrDefault(size, List.of());
    }
}
