package dev.sluice.bench.plot;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/** Turns values into pixels, and knows which values deserve a tick. */
final class Ruler {
    /** Ticks of a linear axis, about. */
    private static final double TICKS = 5;

    /** Beyond so many decades the powers of ten are ticks enough. */
    private static final double DECADES_WITH_STEPS = 2.6;

    private static final double[] STEPS = {1, 2, 5, 10};

    private final DoubleUnaryOperator unit;
    private final double low;
    private final double high;
    private final double start;
    private final double end;
    private final SortedMap<Double, String> ticks;

    private Ruler(DoubleUnaryOperator unit, SortedMap<Double, String> ticks, double start, double end) {
        this.unit = unit;
        this.ticks = ticks;
        this.start = start;
        this.end = end;
        low = unit.applyAsDouble(ticks.firstKey());
        high = unit.applyAsDouble(ticks.lastKey());
    }

    /** From a round number at or below {@code low} to one at or above {@code high}. */
    static Ruler linear(double low, double high, double start, double end) {
        double step = stepFor(high > low ? high - low : 1);
        SortedMap<Double, String> ticks = new TreeMap<>();
        for (long i = (long) Math.floor(low / step); ticks.size() < 2 || (i - 1) * step < high; i++) {
            ticks.put(i * step, Figures.plain(i * step));
        }
        return new Ruler(DoubleUnaryOperator.identity(), ticks, start, end);
    }

    /** The same for values above zero, by their logarithm. */
    static Ruler logarithmic(double low, double high, double start, double end) {
        if (!(low > 0)) {
            throw new IllegalArgumentException("no logarithm of " + low);
        }
        boolean steps = Math.log10(high / low) < DECADES_WITH_STEPS;
        SortedMap<Double, String> ticks = new TreeMap<>();
        for (int power = (int) Math.floor(Math.log10(low)); ticks.size() < 2 || ticks.lastKey() < high; power++) {
            for (int i = 0; i < (steps ? STEPS.length - 1 : 1); i++) {
                double tick = STEPS[i] * Math.pow(10, power);
                if (ticks.size() < 2 || ticks.lastKey() < high) {
                    ticks.put(tick, Figures.plain(tick));
                }
            }
        }
        while (ticks.size() > 2 && secondOf(ticks) <= low) {
            ticks.remove(ticks.firstKey());
        }
        return new Ruler(Math::log10, ticks, start, end);
    }

    Ruler withTicks(SortedMap<Double, String> words) {
        return new Ruler(unit, words, start, end);
    }

    SortedMap<Double, String> ticks() {
        return ticks;
    }

    double at(double value) {
        return start + (unit.applyAsDouble(value) - low) / (high - low) * (end - start);
    }

    private static double secondOf(SortedMap<Double, String> ticks) {
        return ticks.keySet().stream().skip(1).findFirst().orElseThrow();
    }

    private static double stepFor(double span) {
        double rough = span / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double step : STEPS) {
            if (step * power >= rough) {
                return step * power;
            }
        }
        throw new IllegalStateException("no step for " + span);
    }
}
