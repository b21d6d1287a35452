package dev.sluice.bench.plot;

import dev.sluice.bench.plot.Svg.Anchor;

/**
 * What surrounds the marks of a plot: title, grid and axes. Sizes are pixels.
 *
 * @param words title and description
 * @param margins for what stands beside the marks
 * @param height of the room for the marks
 */
record Frame(Words words, Margins margins, int height) {
    /** What stands on the left of the marks, and what on their right. */
    record Margins(int left, int right) {}

    /** From a text's middle to its baseline. */
    static final double BASELINE = 4.5;

    private static final int WIDTH = 760;
    private static final int TOP = 44;
    private static final int BOTTOM = 56;
    private static final int TITLE_LEFT = 12;
    private static final int TITLE_BASELINE = 24;
    private static final int TICKS_BELOW = 18;
    private static final int LABEL_BELOW = 40;
    private static final int TICKS_BESIDE = 8;
    private static final int LABEL_LEFT = 18;

    int left() {
        return margins.left();
    }

    int right() {
        return WIDTH - margins.right();
    }

    int top() {
        return TOP;
    }

    int bottom() {
        return TOP + height;
    }

    /** Begins the picture. */
    Svg begin() {
        return new Svg().text("title", Anchor.START, TITLE_LEFT, TITLE_BASELINE, words.title());
    }

    /** Draws the axis below, and its grid. */
    void below(Svg svg, Ruler ruler, String label) {
        ruler.ticks().forEach((tick, word) -> {
            double at = ruler.at(tick);
            svg.line("grid", at, top(), at, bottom());
            svg.text("soft number", Anchor.MIDDLE, at, bottom() + TICKS_BELOW, word);
        });
        svg.text("soft", Anchor.MIDDLE, (left() + right()) / 2.0, bottom() + LABEL_BELOW, label);
    }

    /** Draws the axis on the left, and its grid. */
    void beside(Svg svg, Ruler ruler, String label) {
        ruler.ticks().forEach((tick, word) -> {
            double at = ruler.at(tick);
            svg.line("grid", left(), at, right(), at);
            svg.text("soft number", Anchor.END, left() - TICKS_BESIDE, at + BASELINE, word);
        });
        svg.upright("soft", LABEL_LEFT, (top() + bottom()) / 2.0, label);
    }

    /** Ends the picture. */
    String end(Svg svg, boolean alone) {
        return svg.picture(words, WIDTH, bottom() + BOTTOM, alone);
    }
}
