package dev.sluice.bench.load;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A result as a person reads it. */
final class Report {
    private static final double MICROS = 1e3;
    private static final double MILLIS = 1e6;
    private static final double SECONDS = 1e9;
    private static final double MEGA = 1e6;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private final PrintWriter out;

    Report(PrintWriter out) {
        this.out = out;
    }

    /** Prints it, under a line that says what was done. */
    void print(Result result, String headline) {
        Tally tally = result.tally();
        out.println(result.scenario() + "  " + headline);
        line("connections", connections(tally));
        if (tally.of(Count.PINGS) > 0) {
            line("pings", number(tally.of(Count.PINGS)) + " answered");
        }
        if (result.scenario().equals("connect")) {
            line("handshakes", rate(result, Count.MEASURED_OPENED));
        }
        if (tally.of(Count.SENT) > 0) {
            line("sent", rate(result, Count.MEASURED_SENT));
            line(
                    "received",
                    rate(result, Count.MEASURED_RECEIVED)
                            + format("  %,.1f MB/s", result.perSecond(Count.MEASURED_BYTES) / MEGA));
        }
        if (tally.latency().getTotalCount() > 0) {
            line("latency", percentiles(tally.latency()));
        }
        if (tally.sendDelay().getTotalCount() > 0) {
            line("sent late", percentiles(tally.sendDelay()));
        }
        if (tally.of(Count.SENT) > 0) {
            line("checked", verdict(tally));
        }
        line("errors", tally.errors().isEmpty() ? "none" : "");
        tally.errors().forEach((kind, times) -> out.println(format("    %,8d  %s", times, kind)));
        out.flush();
    }

    /** A time in the unit that suits it. */
    static String time(long nanos) {
        if (nanos < MILLIS) {
            return format("%.0f µs", nanos / MICROS);
        }
        return nanos < SECONDS ? format("%.2f ms", nanos / MILLIS) : format("%.2f s", nanos / SECONDS);
    }

    private static String connections(Tally tally) {
        List<String> words = new ArrayList<>();
        words.add(number(tally.of(Count.OPENED)) + " opened");
        if (tally.of(Count.FAILED) > 0) {
            words.add(number(tally.of(Count.FAILED)) + " failed to open");
        }
        words.add(tally.of(Count.DROPPED) == 0 ? "none dropped" : number(tally.of(Count.DROPPED)) + " dropped");
        return String.join(", ", words);
    }

    private static String verdict(Tally tally) {
        List<String> faults = new ArrayList<>();
        for (Count count : List.of(Count.LOST, Count.DUPLICATED, Count.REORDERED, Count.CORRUPT, Count.UNSENT)) {
            if (tally.of(count) > 0) {
                faults.add(number(tally.of(count)) + " " + count.text());
            }
        }
        if (!faults.isEmpty()) {
            return String.join(", ", faults);
        }
        if (tally.of(Count.RECEIVED) == 0) {
            return "nothing came back";
        }
        return tally.of(Count.DROPPED) == 0
                ? "each message came once, in its sender's order"
                : "what came, came once and in its sender's order";
    }

    private static String rate(Result result, Count measured) {
        return format("%,12d  %,12.0f /s", result.tally().of(measured), result.perSecond(measured));
    }

    private static String percentiles(Histogram histogram) {
        StringBuilder text = new StringBuilder();
        for (double percentile : PERCENTILES) {
            String name = "p" + (percentile == Math.rint(percentile) ? format("%.0f", percentile) : percentile);
            text.append(name)
                    .append(' ')
                    .append(time(histogram.getValueAtPercentile(percentile)))
                    .append("   ");
        }
        return text.append("max ").append(time(histogram.getMaxValue())).toString();
    }

    private void line(String name, String value) {
        out.println(format("  %-12s  %s", name, value).stripTrailing());
    }

    static String number(long value) {
        return format("%,d", value);
    }

    /** A number that is whole more often than not. */
    static String number(double value) {
        return format(value == Math.rint(value) ? "%,.0f" : "%,.2f", value);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
