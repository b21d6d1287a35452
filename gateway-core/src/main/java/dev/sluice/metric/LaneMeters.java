package dev.sluice.metric;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters of one lane. Only the lane writes; anybody may read at any time and sees each number whole, though not all of the
 * same instant.
 */
public final class LaneMeters {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] slots = new long[MeterName.totalSlots()];

    /** Counts one. */
    public void increment(MeterName meter) {
        add(meter, 1);
    }

    /** Adds to a counter or gauge without labels; a gauge may take a negative amount. */
    public void add(MeterName meter, long amount) {
        addToSlot(meter.firstSlot(), amount);
    }

    /** Counts one under a label. */
    public void increment(MeterName meter, Label label) {
        addToSlot(meter.firstSlot() + label.ordinal(), 1);
    }

    /** Counts some under a label. */
    public void add(MeterName meter, Label label, long amount) {
        addToSlot(meter.firstSlot() + label.ordinal(), amount);
    }

    /** Counts one under two labels. */
    public void increment(MeterName meter, Label first, Label second) {
        int stride = meter.labels().get(1).values().size();
        addToSlot(meter.firstSlot() + first.ordinal() * stride + second.ordinal(), 1);
    }

    /** Records a value, in nanoseconds or in the histogram's own unit. */
    public void record(MeterName histogram, long value) {
        record(histogram, value, 1);
    }

    /** Records the same value several times. */
    public void record(MeterName histogram, long value, int times) {
        int first = histogram.firstSlot();
        addToSlot(first + Buckets.slotOf(histogram.type(), value), times);
        addToSlot(first + Buckets.SUM_SLOT, value * times);
    }

    /** Sets a gauge. */
    public void set(MeterName gauge, long value) {
        SLOT.setOpaque(slots, gauge.firstSlot(), value);
    }

    long slot(int index) {
        return (long) SLOT.getOpaque(slots, index);
    }

    private void addToSlot(int index, long amount) {
        SLOT.setOpaque(slots, index, slots[index] + amount);
    }
}
