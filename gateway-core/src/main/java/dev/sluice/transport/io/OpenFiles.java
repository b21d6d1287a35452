package dev.sluice.transport.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How many files this process may have open, and how they are shared out: a connection is a file, and so is each connection of the
 * management port, each log and each ring of io_uring. Whoever takes the last one makes everybody else fail.
 */
public final class OpenFiles {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final String LINE = "Max open files";

    /** For logs, libraries, and what the JDK opens for a moment. */
    private static final int SPARE = 32;

    /** An eighth of the limit for the management port; between what a scraper and a few probes need and what it would take. */
    private static final int MANAGEMENT_SHARE = 8;

    private static final int LEAST_MANAGEMENT = 16;
    private static final int MOST_MANAGEMENT = 256;

    private OpenFiles() {}

    /** How many connections the management port may have. */
    public static int forManagement() {
        OptionalInt limit = limit();
        return limit.isEmpty() ? MOST_MANAGEMENT : managementOf(limit.getAsInt());
    }

    /** How many connections the public port may have, beside what is open now; empty where no limit is known. */
    public static OptionalInt forConnections() {
        OptionalInt limit = limit();
        return limit.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(Math.max(1, limit.getAsInt() - open() - managementOf(limit.getAsInt()) - SPARE));
    }

    /** The soft limit in the lines of {@code /proc/self/limits}; empty if it is not there or unlimited. */
    static OptionalInt limitIn(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(LINE)) {
                String soft = line.substring(LINE.length()).strip().split("\\s+", 2)[0];
                return soft.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(soft)) : OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    private static int managementOf(int limit) {
        return Math.max(LEAST_MANAGEMENT, Math.min(limit / MANAGEMENT_SHARE, MOST_MANAGEMENT));
    }

    private static OptionalInt limit() {
        try {
            return limitIn(Files.readAllLines(LIMITS));
        } catch (IOException notLinux) {
            return OptionalInt.empty();
        }
    }

    private static int open() {
        try (Stream<Path> files = Files.list(OPEN)) {
            return (int) files.count();
        } catch (IOException notLinux) {
            return 0;
        }
    }
}
