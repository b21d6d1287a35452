package dev.sluice.bench.plot;

import dev.sluice.bench.plot.Svg.Anchor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Lines through points, each line named at its right end and with marks of its own, each point with a whisker from the smallest to
 * the largest value.
 *
 * @param words title and description
 * @param x the axis below
 * @param y the axis on the left
 * @param lines at least one, none of them empty
 */
public record LineChart(Words words, Axis x, Axis y, List<Line> lines) implements Chart {
    /**
     * One line.
     *
     * @param name at its end
     * @param points from left to right
     */
    public record Line(String name, List<Point> points) {
        /** Copies the points. */
        public Line {
            points = List.copyOf(points);
        }
    }

    /**
     * One point.
     *
     * @param x where
     * @param y how much; the median
     * @param low the smallest
     * @param high the largest
     */
    public record Point(double x, double y, double low, double high) {
        /** A point without a whisker. */
        public static Point of(double x, double y) {
            return new Point(x, y, y, y);
        }
    }

    private static final Frame.Margins MARGINS = new Frame.Margins(76, 200);
    private static final int HEIGHT = 280;
    private static final double CAP = 3;
    private static final double LINE_OF_TEXT = 16;
    private static final double MARK = 4.5;

    /** Copies the lines. */
    public LineChart {
        lines = List.copyOf(lines);
    }

    @Override
    public String inPage() {
        return draw(false);
    }

    @Override
    public String alone() {
        return draw(true);
    }

    private String draw(boolean alone) {
        Frame frame = new Frame(words, MARGINS, HEIGHT);
        double[] across = all(point -> DoubleStream.of(point.x()));
        double[] up = all(point -> DoubleStream.of(point.y(), point.low(), point.high()));
        Ruler xs = x.ruler(min(across), max(across), frame.left(), frame.right());
        Ruler ys = y.ruler(min(up), max(up), frame.bottom(), frame.top());
        Svg svg = frame.begin();
        frame.beside(svg, ys, y.label());
        frame.below(svg, xs, x.label());
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, i, xs, ys);
        }
        names(svg, ys, frame);
        return frame.end(svg, alone);
    }

    private void draw(Svg svg, int place, Ruler xs, Ruler ys) {
        StringBuilder path = new StringBuilder();
        for (Point point : lines.get(place).points()) {
            double left = xs.at(point.x());
            double top = ys.at(point.y());
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", left, top));
            if (point.high() > point.low()) {
                double low = ys.at(point.low());
                double high = ys.at(point.high());
                String look = Look.ofSeries(place);
                svg.line(look, left, low, left, high);
                svg.line(look, left - CAP, low, left + CAP, low);
                svg.line(look, left - CAP, high, left + CAP, high);
            }
            svg.path("m" + place % Look.COLOURS, mark(place, left, top));
        }
        svg.path(Look.ofSeries(place), path.toString());
    }

    /** The names at the right ends, moved apart where they would touch, each behind its mark. */
    private void names(Svg svg, Ruler ys, Frame frame) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            places.add(i);
        }
        places.sort(Comparator.comparingDouble(place -> ys.at(last(place).y())));
        double[] tops = new double[places.size()];
        for (int i = 0; i < tops.length; i++) {
            double wanted = ys.at(last(places.get(i)).y());
            tops[i] = i == 0 ? wanted : Math.max(wanted, tops[i - 1] + LINE_OF_TEXT);
        }
        for (int i = tops.length - 1; i >= 0; i--) {
            double most = i == tops.length - 1 ? frame.bottom() : tops[i + 1] - LINE_OF_TEXT;
            tops[i] = Math.min(tops[i], most);
        }
        for (int i = 0; i < tops.length; i++) {
            int place = places.get(i);
            svg.path("m" + place % Look.COLOURS, mark(place, frame.right() + 16, tops[i]));
            svg.text(
                    "",
                    Anchor.START,
                    frame.right() + 26,
                    tops[i] + Frame.BASELINE,
                    lines.get(place).name());
        }
    }

    private Point last(int place) {
        List<Point> points = lines.get(place).points();
        return points.get(points.size() - 1);
    }

    /** A disc, a square, a triangle, a diamond, and again: told apart without colours. */
    private static String mark(int place, double x, double y) {
        double m = MARK;
        return switch (place % 4) {
            case 0 ->
                String.format(
                        Locale.ROOT,
                        "M%.1f %.1fa%.1f %.1f 0 1 0 %.1f 0a%.1f %.1f 0 1 0 %.1f 0z",
                        x - m,
                        y,
                        m,
                        m,
                        2 * m,
                        m,
                        m,
                        -2 * m);
            case 1 -> String.format(Locale.ROOT, "M%.1f %.1fh%.1fv%.1fh%.1fz", x - m, y - m, 2 * m, 2 * m, -2 * m);
            case 2 -> String.format(Locale.ROOT, "M%.1f %.1fl%.1f %.1fh%.1fz", x, y - m, m, 2 * m, -2 * m);
            default ->
                String.format(Locale.ROOT, "M%.1f %.1fl%.1f %.1fl%.1f %.1fl%.1f %.1fz", x, y - m, m, m, -m, m, -m, -m);
        };
    }

    private interface Values {
        DoubleStream of(Point point);
    }

    private double[] all(Values values) {
        return lines.stream()
                .flatMap(line -> line.points().stream())
                .flatMapToDouble(values::of)
                .toArray();
    }

    private static double min(double... values) {
        return DoubleStream.of(values).min().orElseThrow();
    }

    private static double max(double... values) {
        return DoubleStream.of(values).max().orElseThrow();
    }
}
