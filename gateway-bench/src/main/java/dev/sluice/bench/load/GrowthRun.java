package dev.sluice.bench.load;

import dev.sluice.protocol.websocket.Opcode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Measures the points of growth curves: one fan-out after the other, and the processor time that the server takes for each. */
final class GrowthRun {
    private static final int PAYLOAD_BYTES = 64;
    private static final int WARM_MEMBERS = 1000;
    private static final int WARM_WINDOW = 8;

    private final Target target;
    private final long pid;
    private final LoadRun.Times times;
    private final PrintWriter out;
    private boolean clean = true;

    GrowthRun(Target target, long pid, LoadRun.Times times, PrintWriter out) {
        this.target = target;
        this.pid = pid;
        this.times = times;
        this.out = out;
    }

    /** Lets the server's compiler work before the first point. */
    void warmUp() throws InterruptedException {
        measure(cast(WARM_MEMBERS, 1, 1), closed(WARM_WINDOW));
    }

    /** One room, from small to large; so many messages in flight. */
    void members(Curve curve, List<Integer> sizes, int window) throws InterruptedException {
        for (int size : sizes) {
            add(curve, size, measure(cast(size, 1, 1), closed(window)));
        }
    }

    /** Rooms of a publisher and a subscriber, from few to many; the same number of messages in all. */
    void rooms(Curve curve, List<Integer> counts, double rate) throws InterruptedException {
        for (int count : counts) {
            add(curve, count, measure(cast(count, count, count), new Traffic(PAYLOAD_BYTES, rate, 1, Opcode.TEXT)));
        }
    }

    /** Whether every message has come, once and in order. */
    boolean isClean() {
        return clean;
    }

    private void add(Curve curve, int at, double micros) {
        curve.add(at, micros);
        out.println(String.format(Locale.ROOT, "%-28s %,8d %-8s %8.3f µs", curve.name(), at, curve.of(), micros));
        out.flush();
    }

    /** Processor time of the server for one delivery, in microseconds. */
    private double measure(FanoutScenario.Cast cast, Traffic traffic) throws InterruptedException {
        CpuMeter cpu = new CpuMeter(pid);
        try (LoadThreads threads = new LoadThreads(1, target.resolve())) {
            FanoutScenario scenario = new FanoutScenario(threads, target, cast, traffic);
            Progress silent = new Progress(
                    new PrintWriter(PrintWriter.nullWriter()), Progress.Mode.SILENT, scenario.progress(), 0);
            Result result = new LoadRun(threads, scenario, times, silent).run(target, cpu);
            clean = clean && result.tally().isClean();
            return cpu.used().toNanos() / 1e3 / Math.max(1, result.tally().of(Count.MEASURED_RECEIVED));
        }
    }

    private static FanoutScenario.Cast cast(int subscribers, int publishers, int rooms) {
        String run = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return new FanoutScenario.Cast(subscribers, publishers, new Rooms(run, rooms), false);
    }

    private static Traffic closed(int window) {
        return new Traffic(PAYLOAD_BYTES, 0, window, Opcode.TEXT);
    }

    /** What a process takes of its processors in the measured time. */
    private static final class CpuMeter implements Watch {
        private final ProcessHandle process;
        private Duration before = Duration.ZERO;
        private Duration used = Duration.ZERO;

        CpuMeter(long pid) {
            process = ProcessHandle.of(pid).orElseThrow(() -> new BadOption("process " + pid + " has ended"));
        }

        @Override
        public void onBegin() {
            before = now();
        }

        @Override
        public void onEnd() {
            used = now().minus(before);
        }

        Duration used() {
            return used;
        }

        private Duration now() {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }
    }
}
