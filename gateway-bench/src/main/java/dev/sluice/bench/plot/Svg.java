package dev.sluice.bench.plot;

import java.util.Locale;

/** Writes SVG elements, one after another. Coordinates are pixels of the plot, rounded to tenths. */
final class Svg {
    /** Where a text stands relative to its point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    private final StringBuilder out = new StringBuilder();

    Svg line(String look, double x1, double y1, double x2, double y2) {
        return add("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", look, x1, y1, x2, y2);
    }

    Svg rectangle(String look, double x, double y, double width, double height) {
        return add(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", look, x, y, width, height);
    }

    Svg path(String look, String data) {
        return add("<path class=\"%s\" d=\"%s\"/>", look, data);
    }

    Svg text(String look, Anchor anchor, double x, double y, String words) {
        return add(
                "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
                look, anchor.name().toLowerCase(Locale.ROOT), x, y, escape(words));
    }

    /** A text that is read from below, centred on its point. */
    Svg upright(String look, double x, double y, String words) {
        return add(
                "<text class=\"%s\" text-anchor=\"middle\" transform=\"translate(%.1f %.1f) rotate(-90)\">%s</text>",
                look, x, y, escape(words));
    }

    /** The elements as one picture. */
    String picture(Words words, int width, int height, boolean alone) {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" role=\"img\" viewBox=\"0 0 %1$d %2$d\""
                        + " width=\"%1$d\" height=\"%2$d\" aria-label=\"%3$s\">",
                width,
                height,
                escape(words.title() + ". " + words.description())));
        if (alone) {
            svg.append("<title>").append(escape(words.title())).append("</title>\n");
            svg.append("<style>").append(Look.CSS).append("</style>\n");
            svg.append("<rect class=\"ground\" width=\"100%\" height=\"100%\" rx=\"6\"/>");
        }
        return svg.append('\n').append(out).append("</svg>\n").toString();
    }

    /** Text as it may stand in an element or in an attribute, of HTML too. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private Svg add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
        return this;
    }
}
