package dev.sluice.metric;

import java.util.List;

/** All lanes' counters, summed at one moment. Immutable. */
public final class MeterReading {
    private final long[] sums = new long[MeterName.totalSlots()];

    private MeterReading() {}

    /** Sums the lanes. Any thread. */
    public static MeterReading of(List<LaneMeters> lanes) {
        MeterReading reading = new MeterReading();
        for (LaneMeters lane : lanes) {
            for (int slot = 0; slot < reading.sums.length; slot++) {
                reading.sums[slot] += lane.slot(slot);
            }
        }
        return reading;
    }

    /** A counter or gauge; with labels, the sum over all of them. */
    public long total(MeterName meter) {
        long total = 0;
        for (int slot = 0; slot < meter.slots(); slot++) {
            total += sums[meter.firstSlot() + slot];
        }
        return total;
    }

    /** A counter or gauge under one label. */
    public long value(MeterName meter, Label label) {
        return sums[meter.firstSlot() + label.ordinal()];
    }

    /** A counter or gauge under two labels. */
    public long value(MeterName meter, Label first, Label second) {
        int stride = meter.labels().get(1).values().size();
        return sums[meter.firstSlot() + first.ordinal() * stride + second.ordinal()];
    }

    /** How many values fell into each bucket of a histogram, not cumulative; the last one has no upper bound. */
    public long[] buckets(MeterName histogram) {
        long[] counts = new long[Buckets.SUM_SLOT];
        System.arraycopy(sums, histogram.firstSlot(), counts, 0, counts.length);
        return counts;
    }

    /** The sum of a histogram's values, in nanoseconds or in its own unit. */
    public long sum(MeterName histogram) {
        return sums[histogram.firstSlot() + Buckets.SUM_SLOT];
    }
}
