package dev.sluice.bench.load;

import dev.sluice.protocol.websocket.Opcode;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.HdrHistogram.Histogram;

/** Runs a scenario for a program, as the command {@code load} does for people. */
public final class Drive {
    private static final double NANOS = 1e9;
    private static final double MICROS = 1e3;
    private static final int PAYLOAD_BYTES = 64;
    private static final int ONE_IN_FLIGHT = 1;

    /** What to do. */
    public sealed interface Job {}

    /**
     * Every connection sends and gets back.
     *
     * @param window messages that each keeps in flight
     */
    public record Echo(int connections, int window) implements Job {}

    /**
     * A publisher in each room sends to its members.
     *
     * @param members in all rooms together, the publishers not among them
     * @param window messages that each publisher keeps in flight
     */
    public record Fanout(int members, int rooms, int window) implements Job {}

    /**
     * One publisher sends to one room in an open loop.
     *
     * @param perSecond messages a second
     */
    public record Paced(int members, double perSecond) implements Job {}

    /** Connections in one room say nothing. */
    public record Idle(int connections) implements Job {}

    /** Connections are opened and closed, so many at a time. */
    public record Connect(int atATime) implements Job {}

    /**
     * Where and how long.
     *
     * @param port of a server on loopback
     * @param warmup seconds that are checked, not measured
     * @param seconds that are measured
     * @param threads of the generator
     */
    public record Course(int port, double warmup, double seconds, int threads) {}

    /**
     * What came out.
     *
     * @param perSecond messages received, or connections opened, in the measured time
     * @param latency microseconds at the 50th, 90th, 99th and 99.9th percentile; empty if nothing was timed
     * @param faults what went wrong; empty if nothing was lost, doubled, out of order, dropped or refused
     */
    public record Outcome(double perSecond, List<Double> latency, List<String> faults) {
        /** Copies the lists. */
        public Outcome {
            latency = List.copyOf(latency);
            faults = List.copyOf(faults);
        }
    }

    private Drive() {}

    /** Runs to the end. */
    public static Outcome run(Job job, Course course, Watch watch) throws InterruptedException {
        try {
            Target target = Target.of("ws://127.0.0.1:" + course.port());
            try (LoadThreads threads = new LoadThreads(course.threads(), target.resolve())) {
                Scenario scenario = scenario(job, threads, target);
                FileLimit.check(scenario.connections());
                Progress silent = new Progress(
                        new PrintWriter(Writer.nullWriter()),
                        Progress.Mode.SILENT,
                        scenario.progress(),
                        System.nanoTime());
                LoadRun.Times times =
                        new LoadRun.Times((long) (course.warmup() * NANOS), (long) (course.seconds() * NANOS));
                return outcome(job, new LoadRun(threads, scenario, times, silent).run(target, watch));
            }
        } catch (BadOption bad) {
            return new Outcome(0, List.of(), List.of(String.valueOf(bad.getMessage())));
        }
    }

    private static Scenario scenario(Job job, LoadThreads threads, Target target) {
        if (job instanceof Echo echo) {
            return new EchoScenario(threads, target, echo.connections(), closed(echo.window()));
        } else if (job instanceof Fanout fanout) {
            var cast = new FanoutScenario.Cast(fanout.members(), fanout.rooms(), rooms(fanout.rooms()), false);
            return new FanoutScenario(threads, target, cast, closed(fanout.window()));
        } else if (job instanceof Paced paced) {
            var cast = new FanoutScenario.Cast(paced.members(), 1, rooms(1), false);
            Traffic traffic = new Traffic(PAYLOAD_BYTES, paced.perSecond(), ONE_IN_FLIGHT, Opcode.TEXT);
            return new FanoutScenario(threads, target, cast, traffic);
        } else if (job instanceof Idle idle) {
            return new IdleScenario(threads, target, idle.connections(), rooms(1));
        } else if (job instanceof Connect connect) {
            return new ConnectScenario(threads, target, connect.atATime());
        }
        throw new IllegalArgumentException("no scenario for " + job);
    }

    private static Traffic closed(int window) {
        return new Traffic(PAYLOAD_BYTES, 0, window, Opcode.TEXT);
    }

    private static Rooms rooms(int count) {
        return new Rooms(HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()), count);
    }

    private static Outcome outcome(Job job, Result result) {
        List<String> faults = new ArrayList<>();
        Tally tally = result.tally();
        for (Count bad : new Count[] {
            Count.LOST, Count.DUPLICATED, Count.REORDERED, Count.CORRUPT, Count.UNSENT, Count.DROPPED, Count.FAILED
        }) {
            if (tally.of(bad) > 0) {
                faults.add(Report.number(tally.of(bad)) + " " + bad.text());
            }
        }
        tally.errors().forEach((kind, times) -> faults.add(kind + " (" + Report.number((double) times) + " times)"));
        Count measured = job instanceof Connect ? Count.MEASURED_OPENED : Count.MEASURED_RECEIVED;
        Count moved = job instanceof Idle || job instanceof Connect ? Count.OPENED : Count.RECEIVED;
        if (faults.isEmpty() && tally.of(moved) == 0) {
            faults.add("nothing came back");
        }
        return new Outcome(result.perSecond(measured), percentiles(tally.latency()), faults);
    }

    private static List<Double> percentiles(Histogram latency) {
        List<Double> micros = new ArrayList<>();
        if (latency.getTotalCount() > 0) {
            for (double percentile : new double[] {50, 90, 99, 99.9}) {
                micros.add(latency.getValueAtPercentile(percentile) / MICROS);
            }
        }
        return micros;
    }
}
