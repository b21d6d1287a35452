package dev.sluice.bench.load;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Takes a scenario through its phases: open, warm up, measure, drain, close. Runs on the main thread. */
final class LoadRun {
    /**
     * How long the traffic lasts.
     *
     * @param warmupNanos traffic that is checked, but not measured
     * @param measuredNanos traffic that is measured
     */
    record Times(long warmupNanos, long measuredNanos) {}

    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Between the order to begin and the first message: every thread has heard it by then. */
    private static final long HEAD_START_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** For the answers to what every connection says first. */
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Messages are given up when nothing has moved for this long, longer than a retransmission on a bad network takes. */
    private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** For the server's half of the closing handshakes. */
    private static final long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LoadThreads threads;
    private final Scenario scenario;
    private final Times times;
    private final Progress progress;
    private long lastTick = System.nanoTime();

    LoadRun(LoadThreads threads, Scenario scenario, Times times, Progress progress) {
        this.threads = threads;
        this.scenario = scenario;
        this.times = times;
        this.progress = progress;
    }

    /** A condition of the scenario, asked again and again. */
    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** Runs to the end; throws {@link BadOption} if not even the first connection opens. */
    Result run(Target target) throws InterruptedException {
        return run(target, Watch.NOBODY);
    }

    /** The same, with somebody who wants to know when the measured time begins and ends. */
    Result run(Target target, Watch watch) throws InterruptedException {
        Instant started = Instant.now();
        Ramp ramp = new Ramp(threads, scenario);
        Optional<String> fault = ramp.openFirst();
        if (fault.isPresent()) {
            throw new BadOption("cannot connect to " + target + ": " + fault.get());
        }
        ramp.openOthers(() -> tick("opening"));
        waitUntil("joining", System.nanoTime() + READY_NANOS, scenario::isReady);

        long start = System.nanoTime() + HEAD_START_NANOS;
        long from = start + times.warmupNanos();
        Window window = new Window(start, from, from + times.measuredNanos());
        scenario.start(window);
        waitUntil("warming up", window.fromNanos(), () -> false);
        watch.onBegin();
        waitUntil("measuring", window.toNanos(), () -> false);
        watch.onEnd();
        scenario.stop();
        drain();
        scenario.settle();
        close();
        progress.end();
        return new Result(scenario.name(), started, window, threads.tally());
    }

    private void drain() throws InterruptedException {
        long moved = moved();
        long since = System.nanoTime();
        while (!scenario.isDrained() && System.nanoTime() - since < STANDSTILL_NANOS) {
            pause("draining");
            long now = moved();
            if (now != moved) {
                moved = now;
                since = System.nanoTime();
            }
        }
    }

    private long moved() throws InterruptedException {
        Tally tally = threads.tally();
        return tally.of(Count.SENT) + tally.of(Count.RECEIVED) + tally.of(Count.CLOSED);
    }

    private void close() throws InterruptedException {
        scenario.close();
        waitUntil(
                "closing",
                System.nanoTime() + CLOSING_NANOS,
                () -> threads.tally().open() == 0);
        scenario.cut();
    }

    private void waitUntil(String phase, long deadline, Condition condition) throws InterruptedException {
        boolean over = false;
        while (!over && System.nanoTime() - deadline < 0 && !condition.holds()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(POLL_NANOS, Math.max(0, deadline - System.nanoTime())));
            over = tick(phase);
        }
    }

    private void pause(String phase) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
        tick(phase);
    }

    /** Shows the progress once a second; true if nothing more can happen. */
    private boolean tick(String phase) throws InterruptedException {
        long now = System.nanoTime();
        if (now - lastTick < TICK_NANOS) {
            return false;
        }
        lastTick = now;
        Tally tally = threads.tally();
        progress.show(phase, tally, now);
        return scenario.isOver(tally);
    }
}
