package dev.sluice.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;

/**
 * Which slices of a sweep have their turn in a tick. Pings go by the clock, so that a tick that a busy lane runs late moves nothing but
 * itself. Answers are waited for while the lane reads them: what it stood still for does not count. Confined to the lane.
 */
final class SweepPace {
    /**
     * A tick as often as the lane's own, a tenth of a second on the default interval. A million sessions are then four thousand pings a
     * tick, a quarter of what io_uring's completion queue holds.
     */
    private static final int MOST_SLICES = 256;

    /** Ticks closer than this would be late by a good part of themselves. */
    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(20);

    /** What a tick makes up for: of 256 slices, a thirty-second of all sessions. With ticks so many periods apart no ping is late. */
    static final int MOST_PINGED_AT_ONCE = 8;

    /** A later tick may stand before answers that came long ago. */
    static final int MOST_WAITED_PERIODS = 2;

    /** Looks after those who have been pinged. */
    interface Judge {
        /** Whoever of the slice was pinged then, or before, has had the whole timeout to answer. */
        void judge(int slice, long pingedNanos);
    }

    /** A slice that was pinged when the lane had waited for so long. */
    private record Pinged(int slice, long atNanos, long waitedNanos) {}

    private final int slices;
    private final long periodNanos;
    private final long timeoutNanos;

    /** Those whose clients may still answer, in the order of their pings: what fits into a timeout. */
    private final Queue<Pinged> unjudged = new ArrayDeque<>();

    private int next;
    private long nextDueNanos;
    private long lastTickNanos;

    /** Time in which the lane has been reading. */
    private long waitedNanos;

    /** The first slice is due a period from now. */
    SweepPace(Liveness liveness, long nowNanos) {
        slices = slices(liveness);
        periodNanos = period(liveness).toNanos();
        timeoutNanos = liveness.pongTimeout().toNanos();
        nextDueNanos = nowNanos + periodNanos;
        lastTickNanos = nowNanos;
    }

    /** The least time between two ticks. */
    static Duration period(Liveness liveness) {
        return liveness.pingInterval().dividedBy(slices(liveness));
    }

    private static int slices(Liveness liveness) {
        long fitting = liveness.pingInterval().dividedBy(SHORTEST_PERIOD);
        return (int) Math.max(1, Math.min(fitting, MOST_SLICES));
    }

    /** How many slices there are. */
    int slices() {
        return slices;
    }

    /**
     * One step, a {@link #period} or more after the one before.
     *
     * @param judge takes the slices that were pinged a timeout ago
     * @param ping takes those that are due
     */
    void tick(long nowNanos, Judge judge, IntConsumer ping) {
        waitedNanos += Math.min(nowNanos - lastTickNanos, MOST_WAITED_PERIODS * periodNanos);
        lastTickNanos = nowNanos;
        judge(judge);
        ping(nowNanos, ping);
    }

    private void judge(Judge each) {
        for (Pinged head = unjudged.peek();
                head != null && waitedNanos - head.waitedNanos >= timeoutNanos;
                head = unjudged.peek()) {
            unjudged.remove();
            each.judge(head.slice, head.atNanos);
        }
    }

    private void ping(long nowNanos, IntConsumer each) {
        long duePeriods = (nowNanos - nextDueNanos) / periodNanos;
        if (duePeriods >= slices) {
            nextDueNanos += (duePeriods - slices + 1) * periodNanos; // who has missed several pings gets one
        }
        for (int i = 0; i < MOST_PINGED_AT_ONCE && nowNanos - nextDueNanos >= 0; i++) {
            int slice = next;
            next = (next + 1) % slices;
            nextDueNanos += periodNanos;
            unjudged.add(new Pinged(slice, nowNanos, waitedNanos));
            each.accept(slice);
        }
    }
}
