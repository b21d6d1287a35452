package dev.sluice.bench.load;

import picocli.CommandLine.Option;

/** The options that say how long, as a mixin. Filled in by the command line; checked by {@link #check}. */
final class TimeOptions {
    private static final double MOST_SECONDS = 24 * 60 * 60;
    private static final double NANOS = 1e9;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long a measurement takes (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = "How long to go on before that (default: ${DEFAULT-VALUE}).")
    private double warmup;

    private TimeOptions(double seconds, double warmup) {
        this.seconds = seconds;
        this.warmup = warmup;
    }

    /** Of a scenario that is measured once. */
    static TimeOptions ofOne() {
        return new TimeOptions(10, 1);
    }

    /** Of each of many measurements. */
    static TimeOptions ofEach() {
        return new TimeOptions(4, 2);
    }

    void check() {
        BadOption.unless(seconds > 0 && seconds <= MOST_SECONDS, "--seconds must be above 0 and at most a day");
        BadOption.unless(warmup >= 0 && warmup <= MOST_SECONDS, "--warmup must be 0 to a day");
    }

    double seconds() {
        return seconds;
    }

    double warmup() {
        return warmup;
    }

    LoadRun.Times times() {
        return new LoadRun.Times((long) (warmup * NANOS), (long) (seconds * NANOS));
    }
}
