package dev.sluice.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** How many files, and so connections, the system lets this process open. */
final class FileLimit {
    /** The JVM's own jars, the event loops' descriptors, and some room. */
    private static final int RESERVED = 200;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String LINE = "Max open files";

    private FileLimit() {}

    /** Throws {@link BadOption} if so many connections cannot be open at a time. */
    static void check(int connections) {
        ofThisProcess().ifPresent(limit -> check(connections, limit));
    }

    static void check(int connections, int limit) {
        int most = limit - RESERVED;
        if (connections > most) {
            throw new BadOption(connections + " connections do not fit into the limit of " + limit
                    + " open files: at most " + Math.max(0, most)
                    + " do; raise it with `ulimit -n` or use fewer --connections");
        }
    }

    /** The soft limit in the lines of {@code /proc/self/limits}; empty if it is not there or unlimited. */
    static OptionalInt in(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(LINE)) {
                String soft = line.substring(LINE.length()).strip().split("\\s+", 2)[0];
                return soft.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(soft)) : OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt ofThisProcess() {
        try {
            return in(Files.readAllLines(LIMITS));
        } catch (IOException notLinux) {
            return OptionalInt.empty();
        }
    }
}
