package dev.sluice.bench.plot;

import dev.sluice.bench.plot.Svg.Anchor;
import java.util.List;

/**
 * Lying bars from zero, one below the other, each with its name, its value, and a whisker from the smallest to the largest value.
 *
 * @param words title and description
 * @param unit below the axis
 * @param bars from top to bottom
 */
public record BarChart(Words words, String unit, List<Bar> bars) implements Chart {
    /** Whose bar it is. */
    public enum Whose {
        OURS,
        OTHERS
    }

    /**
     * One bar.
     *
     * @param name on its left
     * @param value its length
     * @param low where its whisker begins
     * @param high where its whisker ends
     * @param whose ours stand out
     */
    public record Bar(String name, double value, double low, double high, Whose whose) {}

    private static final Frame.Margins MARGINS = new Frame.Margins(190, 90);
    private static final int ROW = 30;
    private static final int THICKNESS = 18;
    private static final double CAP = 4;

    /** Copies the bars. */
    public BarChart {
        bars = List.copyOf(bars);
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
        Frame frame = new Frame(words, MARGINS, bars.size() * ROW);
        double most = bars.stream()
                .mapToDouble(bar -> Math.max(bar.value(), bar.high()))
                .max()
                .orElse(1);
        Ruler ruler = Ruler.linear(0, most, frame.left(), frame.right());
        Svg svg = frame.begin();
        frame.below(svg, ruler, unit);
        for (int i = 0; i < bars.size(); i++) {
            draw(svg, bars.get(i), ruler, frame.top() + i * ROW + ROW / 2.0);
        }
        return frame.end(svg, alone);
    }

    private static void draw(Svg svg, Bar bar, Ruler ruler, double middle) {
        boolean ours = bar.whose() == Whose.OURS;
        String strong = ours ? "strong" : "";
        double start = ruler.at(0);
        svg.text(strong, Anchor.END, start - 10, middle + Frame.BASELINE, bar.name());
        svg.rectangle(
                ours ? "ours" : "bar",
                start,
                middle - THICKNESS / 2.0,
                Math.max(1, ruler.at(bar.value()) - start),
                THICKNESS);
        double end = ruler.at(bar.value());
        if (bar.high() > bar.low()) {
            double low = ruler.at(bar.low());
            double high = ruler.at(bar.high());
            svg.line("whisker", low, middle, high, middle);
            svg.line("whisker", low, middle - CAP, low, middle + CAP);
            svg.line("whisker", high, middle - CAP, high, middle + CAP);
            end = Math.max(end, high);
        }
        svg.text("number " + strong, Anchor.START, end + 8, middle + Frame.BASELINE, Figures.of(bar.value()));
    }
}
