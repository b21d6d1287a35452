package dev.sluice.bench.plot;

import java.util.Map;
import java.util.TreeMap;

/**
 * One axis of a {@link LineChart}.
 *
 * @param label what it shows, with its unit
 * @param scale how values are laid out
 * @param ticks the words at values; empty: round numbers are found
 */
public record Axis(String label, Scale scale, Map<Double, String> ticks) {
    /** How values are laid out along an axis. */
    public enum Scale {
        /** From zero, or from the smallest value if that is below. */
        LINEAR,

        /** By the logarithm; every value must be above zero. */
        LOGARITHMIC
    }

    /** Copies the ticks. */
    public Axis {
        ticks = Map.copyOf(ticks);
    }

    /** From zero up, with round numbers. */
    public static Axis linear(String label) {
        return new Axis(label, Scale.LINEAR, Map.of());
    }

    /** Logarithmic, with round numbers. */
    public static Axis logarithmic(String label) {
        return new Axis(label, Scale.LOGARITHMIC, Map.of());
    }

    /** The axis over values from {@code low} to {@code high}, on pixels from {@code start} to {@code end}. */
    Ruler ruler(double low, double high, double start, double end) {
        Ruler ruler = scale == Scale.LOGARITHMIC
                ? Ruler.logarithmic(low, high, start, end)
                : Ruler.linear(Math.min(low, 0), high, start, end);
        return ticks.isEmpty() ? ruler : ruler.withTicks(new TreeMap<>(ticks));
    }
}
