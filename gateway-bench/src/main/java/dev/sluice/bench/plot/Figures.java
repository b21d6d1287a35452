package dev.sluice.bench.plot;

import java.util.Locale;

/** Numbers as people read them: about three digits that count. */
public final class Figures {
    private static final double TWO_DECIMALS_BELOW = 10;
    private static final double ONE_DECIMAL_BELOW = 100;
    private static final double THREE_DECIMALS_BELOW = 1;

    private Figures() {}

    /** Such as {@code 0.345}, {@code 4.57}, {@code 45.7}, {@code 19,000}. */
    public static String of(double value) {
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size < THREE_DECIMALS_BELOW) {
            return String.format(Locale.ROOT, "%.3f", value);
        }
        if (size < TWO_DECIMALS_BELOW) {
            return String.format(Locale.ROOT, "%.2f", value);
        }
        return String.format(Locale.ROOT, size < ONE_DECIMAL_BELOW ? "%.1f" : "%,.0f", value);
    }

    /** As it is, without decimals that are all zero. */
    public static String plain(double value) {
        return value >= 1 && value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.6f", value).replaceAll("\\.?0+$", "");
    }
}
