package dev.sluice.bench.load;

import java.util.List;
import java.util.Locale;

/** A picture of curves: sizes on a scale of powers of ten, medians joined, a stroke from the least to the most. */
final class CurvePlot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 320;
    private static final int LEFT = 56;
    private static final int RIGHT = 616;
    private static final int TOP = 56;
    private static final int BOTTOM = 272;
    private static final int MOST_LINES = 6;
    private static final int KEY_STEP = 180;
    private static final String STYLE = """
            <style>
            text{font:12px system-ui,sans-serif;fill:#333}.title{font-size:14px;font-weight:600}
            .grid{stroke:#ddd}.a{stroke:#0b62c4;fill:#0b62c4}.b{stroke:#c2410c;fill:#c2410c}.line{fill:none;stroke-width:2}
            @media(prefers-color-scheme:dark){text{fill:#ddd}.grid{stroke:#444}
            .a{stroke:#6cb2ff;fill:#6cb2ff}.b{stroke:#ff9d6c;fill:#ff9d6c}}
            </style>
            """;

    private final String title;
    private final List<Curve> curves;
    private final double smallest;
    private final double largest;
    private final double step;
    private final double top;

    /** @param curves one or two, of the same thing, with a point at least */
    CurvePlot(String title, List<Curve> curves) {
        this.title = title;
        this.curves = curves;
        smallest = sizes(curves).min().orElseThrow();
        largest = Math.max(sizes(curves).max().orElseThrow(), smallest * 10);
        double most = curves.stream()
                .flatMapToDouble(curve -> curve.sizes().stream().mapToDouble(curve::most))
                .max()
                .orElseThrow();
        step = niceStep(most);
        top = step * Math.ceil(most / step);
    }

    /** The picture; readable on white and on black. */
    String svg() {
        StringBuilder svg = new StringBuilder();
        add(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n", WIDTH, HEIGHT);
        svg.append(STYLE);
        text(svg, "title", LEFT, 20, "start", title);
        for (double value = 0; value <= top + step / 2; value += step) {
            add(
                    svg,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
                    LEFT,
                    RIGHT,
                    y(value),
                    y(value));
            text(svg, "axis", LEFT - 8, y(value) + 4, "end", String.format(Locale.ROOT, "%.3g", value));
        }
        for (int size : curves.get(0).sizes()) {
            text(svg, "axis", x(size), BOTTOM + 18, "middle", String.format(Locale.ROOT, "%,d", size));
        }
        text(
                svg,
                "axis",
                (LEFT + RIGHT) / 2.0,
                BOTTOM + 38,
                "middle",
                curves.get(0).of());
        for (int i = 0; i < curves.size(); i++) {
            draw(svg, curves.get(i), i == 0 ? "a" : "b", LEFT + i * KEY_STEP);
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg, Curve curve, String look, int key) {
        add(svg, "<circle class=\"%s\" cx=\"%d\" cy=\"36\" r=\"4\"/>%n", look, key + 4);
        text(svg, "key", key + 14, 40, "start", curve.name());
        StringBuilder points = new StringBuilder();
        for (int size : curve.sizes()) {
            add(points, "%.1f,%.1f ", x(size), y(curve.median(size)));
            add(svg, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>%n", look, x(size), y(curve.median(size)));
            add(
                    svg,
                    "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
                    look,
                    x(size),
                    x(size),
                    y(curve.least(size)),
                    y(curve.most(size)));
        }
        add(
                svg,
                "<polyline class=\"%s line\" style=\"fill:none\" points=\"%s\"/>%n",
                look,
                points.toString().strip());
    }

    private double x(double size) {
        return LEFT + (RIGHT - LEFT) * Math.log(size / smallest) / Math.log(largest / smallest);
    }

    private double y(double value) {
        return BOTTOM - (BOTTOM - TOP) * value / top;
    }

    private static java.util.stream.DoubleStream sizes(List<Curve> curves) {
        return curves.stream().flatMapToDouble(curve -> curve.sizes().stream().mapToDouble(Integer::doubleValue));
    }

    /** One, two or five times a power of ten, such that there are not too many lines. */
    private static double niceStep(double most) {
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-6))) - 1);
        for (int i = 0; most / step > MOST_LINES; i++) {
            step *= i % 3 == 1 ? 2.5 : 2;
        }
        return step;
    }

    private static void text(StringBuilder svg, String look, double x, double y, String anchor, String words) {
        add(
                svg,
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                look,
                x,
                y,
                anchor,
                words.replace("&", "&amp;").replace("<", "&lt;"));
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
