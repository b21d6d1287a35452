package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Any interval and timeout, and ticks that come on time, late, or after the lane stood still. */
class SweepPaceTest {
    private static final long[] MILLIS = {10, 20, 39, 70, 200, 1_000, 3_000, 25_000, 3_600_000};
    private static final int TICKS = 2_000;

    @Property(tries = 100)
    void as_long_as_the_lane_runs_each_ping_comes_with_the_first_tick_after_its_time(@ForAll long seed) {
        Run run = new Run(seed);
        long pings = 0;
        while (run.ticks < TICKS) {
            run.tick(run.gapOfPeriods(SweepPace.MOST_PINGED_AT_ONCE));
            for (int slice : run.pinged) {
                assertThat(slice).isEqualTo((int) (pings % run.slices));
                pings++;
                assertThat(run.now - pings * run.period).isBetween(0L, run.gap - 1);
            }
            assertThat(run.now).as("none is left out").isLessThan((pings + 1) * run.period);
        }
    }

    @Property(tries = 100)
    void a_lane_that_stood_still_catches_up_within_a_few_ticks_of_a_bounded_share_each(@ForAll long seed) {
        Run run = new Run(seed);
        int most = Math.min(SweepPace.MOST_PINGED_AT_ONCE, run.slices);
        while (run.ticks < TICKS) {
            run.tick(run.slices * run.period + run.random.nextLong(3 * run.interval));
            Set<Integer> caughtUp = new HashSet<>(run.pinged);
            for (int pinged = most; pinged < run.slices; pinged += most) {
                assertThat(run.pinged).hasSize(most);
                run.tick(run.period);
                caughtUp.addAll(run.pinged);
            }
            assertThat(caughtUp).hasSize(run.slices);
            for (int i = run.random.nextInt(2 * run.slices); i > 0; i--) {
                run.tick(run.gapOfPeriods(2));
                assertThat(run.pinged.size()).isLessThanOrEqualTo(most);
            }
        }
    }

    @Property(tries = 100)
    void each_ping_is_judged_once_when_the_lane_has_read_for_a_timeout_since(@ForAll long seed) {
        Run run = new Run(seed);
        Queue<Ping> open = new ArrayDeque<>();
        while (run.ticks < TICKS) {
            boolean standsStill = run.random.nextInt(200) == 0;
            run.tick(standsStill ? run.period + run.random.nextLong(3 * run.interval) : run.gapOfPeriods(4));
            for (Judged judged : run.judged) {
                Ping ping = open.remove();
                assertThat(judged).isEqualTo(new Judged(ping.slice, ping.at));
                assertThat(run.now - ping.at).isGreaterThanOrEqualTo(run.timeout);
                assertThat(run.read - ping.readBefore).isGreaterThanOrEqualTo(run.timeout);
            }
            Ping next = open.peek();
            assertThat(next == null || run.read - next.readBefore < run.timeout)
                    .as("none is left out")
                    .isTrue();
            run.pinged.forEach(slice -> open.add(new Ping(slice, run.now, run.read)));
        }
    }

    /**
     * One slice's ping.
     *
     * @param readBefore for how long the lane had read until then
     */
    private record Ping(int slice, long at, long readBefore) {}

    private record Judged(int slice, long pingedAt) {}

    /** A lane's ticks, in nanoseconds from its start. */
    private static final class Run {
        private final Random random;
        private final long interval;
        private final long timeout;
        private final long period;
        private final int slices;
        private final SweepPace pace;
        private final long start;
        private final List<Judged> judged = new ArrayList<>();
        private final List<Integer> pinged = new ArrayList<>();
        private int ticks;
        private long now;
        private long read;
        private long gap;

        Run(long seed) {
            random = new Random(seed);
            Duration ping = Duration.ofMillis(MILLIS[random.nextInt(MILLIS.length)]);
            Duration pong = Duration.ofNanos(ping.toNanos() / 100 * (1 + random.nextInt(400)));
            Liveness liveness = new Liveness(ping, pong, Duration.ofSeconds(1));
            interval = ping.toNanos();
            timeout = pong.toNanos();
            period = SweepPace.period(liveness).toNanos();
            start = random.nextLong(); // a clock's numbers may be negative, and run over
            pace = new SweepPace(liveness, start);
            slices = pace.slices();
        }

        /** At least a period; a lane that runs sees to it that it is not more than so many, nor than there are slices. */
        long gapOfPeriods(int most) {
            long late = (Math.min(most, slices) - 1) * period;
            return switch (random.nextInt(3)) {
                case 0 -> period;
                case 1 -> period + late / 20;
                default -> period + random.nextLong(late + 1);
            };
        }

        void tick(long nanos) {
            ticks++;
            gap = nanos;
            now += gap;
            read += Math.min(gap, SweepPace.MOST_WAITED_PERIODS * period);
            judged.clear();
            pinged.clear();
            pace.tick(start + now, (slice, at) -> judged.add(new Judged(slice, at - start)), pinged::add);
        }
    }
}
