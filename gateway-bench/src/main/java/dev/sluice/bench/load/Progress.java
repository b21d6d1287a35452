package dev.sluice.bench.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Says on the error stream how a run is getting on: one line, rewritten, on a terminal; else a line every few seconds. */
final class Progress {
    /** Where the lines go, and how often. */
    enum Mode {
        SILENT,
        LINES,
        TERMINAL;

        /** The one for this process's error stream. */
        static Mode of(boolean quiet) {
            if (quiet) {
                return SILENT;
            }
            return isTerminal() ? TERMINAL : LINES;
        }

        private static boolean isTerminal() {
            try {
                String device =
                        Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
                return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
            } catch (IOException | UnsupportedOperationException notLinux) {
                return false;
            }
        }
    }

    private static final int SECONDS_BETWEEN_LINES = 5;
    private static final String REWRITE = "\r\u001b[K";
    private static final double NANOS = 1e9;

    private final PrintWriter out;
    private final Mode mode;
    private final Count moving;
    private final long begunNanos;
    private long lastNanos;
    private long lastCount;
    private int looks;

    /**
     * @param moving what is shown as a rate
     */
    Progress(PrintWriter out, Mode mode, Count moving, long nowNanos) {
        this.out = out;
        this.mode = mode;
        this.moving = moving;
        begunNanos = nowNanos;
        lastNanos = nowNanos;
    }

    /** Shows the state of things; called about once a second. */
    void show(String phase, Tally tally, long nowNanos) {
        boolean due = mode == Mode.TERMINAL || looks++ % SECONDS_BETWEEN_LINES == 0;
        if (mode == Mode.SILENT || !due) {
            return;
        }
        double rate = (tally.of(moving) - lastCount) * NANOS / (nowNanos - lastNanos);
        lastCount = tally.of(moving);
        lastNanos = nowNanos;
        String line = String.format(
                Locale.ROOT,
                "%3.0f s  %-10s  %,d open  %,.0f %s/s%s%s",
                (nowNanos - begunNanos) / NANOS,
                phase,
                tally.open(),
                rate,
                moving.text(),
                tally.latency().getTotalCount() == 0
                        ? ""
                        : "  p99 " + Report.time(tally.latency().getValueAtPercentile(99)),
                tally.isClean() ? "" : "  with errors");
        if (mode == Mode.TERMINAL) {
            out.print(REWRITE + line);
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Leaves the terminal's line clean. */
    void end() {
        if (mode == Mode.TERMINAL) {
            out.print(REWRITE);
            out.flush();
        }
    }
}
