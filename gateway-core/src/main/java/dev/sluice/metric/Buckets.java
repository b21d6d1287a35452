package dev.sluice.metric;

import java.util.List;

/** The bounds of the histograms: 12 buckets each, the last one without a bound. */
public final class Buckets {
    /**
     * Upper bounds in nanoseconds: from 25 µs, where a loopback delivery lies, to 2.5 s, where somebody has long been paged. A
     * factor of two to three between neighbours bounds the error of a quantile.
     */
    private static final long[] NANOS = {
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        5_000_000,
        25_000_000,
        100_000_000,
        500_000_000,
        2_500_000_000L
    };

    /** Upper bounds of sizes: powers of four, to a million. */
    private static final long[] SIZES = {1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576};

    static final int SUM_SLOT = NANOS.length + 1;
    static final int SLOTS = SUM_SLOT + 1;

    private Buckets() {}

    /** The upper bounds of a histogram's buckets, in nanoseconds or in its own unit; the unbounded last one is not listed. */
    public static List<Long> boundsOf(MeterName.Type type) {
        return java.util.Arrays.stream(bounds(type)).boxed().toList();
    }

    static int slotOf(MeterName.Type type, long value) {
        long[] bounds = bounds(type);
        int slot = 0;
        while (slot < bounds.length && value > bounds[slot]) {
            slot++;
        }
        return slot;
    }

    private static long[] bounds(MeterName.Type type) {
        return type == MeterName.Type.SIZE_HISTOGRAM ? SIZES : NANOS;
    }
}
