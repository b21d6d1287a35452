package dev.sluice.bench.plot;

/** Colours and type of plots, light and dark: those of the playground. Texts have 4.5:1 against the ground, lines and bars 3:1. */
public final class Look {
    /** Series beyond so many look like earlier ones, but for their marks. */
    static final int COLOURS = 8;

    private static final String LIGHT =
            "--p-ground:#fafcfb;--p-ink:#122022;--p-soft:#4d5f61;--p-line:#cdd9d8;--p-other:#6f8587;"
                    + "--p0:#0b6a74;--p1:#a8391a;--p2:#7a5200;--p3:#6a3fa0;--p4:#1f5fa8;--p5:#3b6b1a;--p6:#a02070;--p7:#4d5f61";
    private static final String DARK =
            "--p-ground:#121d1f;--p-ink:#e4eeed;--p-soft:#94a8a9;--p-line:#263739;--p-other:#6f878a;"
                    + "--p0:#5cc4ca;--p1:#ff9273;--p2:#e6b75c;--p3:#b79cf0;--p4:#7fb2f5;--p5:#94c973;--p6:#f08cc4;--p7:#94a8a9";

    /** The style sheet that every plot needs. */
    public static final String CSS = ".plot{" + LIGHT + "}@media(prefers-color-scheme:dark){.plot{" + DARK + "}}"
            + ".plot{max-width:100%;height:auto;font:13px system-ui,\"Segoe UI\",Roboto,\"Noto Sans\",\"Liberation Sans\",sans-serif}"
            + ".plot .ground{fill:var(--p-ground)}"
            + ".plot text{fill:var(--p-ink)}.plot .soft{fill:var(--p-soft)}.plot .number{font-variant-numeric:tabular-nums}"
            + ".plot .title{font-size:15px;font-weight:600}.plot .strong{font-weight:600}"
            + ".plot .grid{stroke:var(--p-line)}.plot .whisker{stroke:var(--p-ink);stroke-width:1.5;fill:none}"
            + ".plot .bar{fill:var(--p-other)}.plot .ours{fill:var(--p0)}"
            + colours();

    private Look() {}

    /** The name of a series' look, by its place among the series. */
    static String ofSeries(int place) {
        return "s" + place % COLOURS;
    }

    private static String colours() {
        StringBuilder css = new StringBuilder();
        for (int i = 0; i < COLOURS; i++) {
            css.append(".plot .s")
                    .append(i)
                    .append("{stroke:var(--p")
                    .append(i)
                    .append(");stroke-width:2;fill:none}.plot .m")
                    .append(i)
                    .append("{fill:var(--p")
                    .append(i)
                    .append(")}");
        }
        return css.toString();
    }
}
