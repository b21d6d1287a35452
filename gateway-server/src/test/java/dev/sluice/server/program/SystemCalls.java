package dev.sluice.server.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a unit of systemd lets its program ask of the kernel, and what a program asks. */
final class SystemCalls {
    private static final String FILTER = "SystemCallFilter=";

    /** Names begin with @, members are indented. */
    private final Map<String, List<String>> sets = new HashMap<>();

    private SystemCalls(List<String> lines) {
        List<String> members = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("@")) {
                members = new ArrayList<>();
                sets.put(line.strip(), members);
            } else if (line.startsWith(" ") && !line.strip().startsWith("#")) {
                members.add(line.strip());
            }
        }
    }

    /** As this machine's systemd reads the unit: line by line, each adding, or with ~ taking away. */
    static Set<String> allowedBy(Path unit) throws Exception {
        List<?> command = List.of(Tools.systemdAnalyze(), "--no-pager", "syscall-filter");
        try (Child analyze = Child.start(unit.getParent(), command)) {
            if (analyze.exitCode() != 0) {
                throw new AssertionError(analyze);
            }
            SystemCalls calls = new SystemCalls(analyze.out());
            Set<String> allowed = calls.all("@default"); // always
            for (String line : Files.readAllLines(unit)) {
                if (line.startsWith(FILTER + "~")) {
                    allowed.removeAll(calls.all(line.substring(FILTER.length() + 1)));
                } else if (line.startsWith(FILTER)) {
                    allowed.addAll(calls.all(line.substring(FILTER.length())));
                }
            }
            return allowed;
        }
    }

    /** What {@code strace -c -U name} has written. */
    static Set<String> madeIn(Path summary) throws IOException {
        Set<String> made = new TreeSet<>();
        for (String line : Files.readAllLines(summary)) {
            if (line.matches("[a-z_0-9]+") && !Set.of("syscall", "total").contains(line)) {
                made.add(line);
            }
        }
        return made;
    }

    private Set<String> all(String names) {
        Set<String> all = new TreeSet<>();
        for (String name : names.split(" ")) {
            if (name.startsWith("@")) {
                all.addAll(all(String.join(" ", sets.get(name))));
            } else {
                all.add(name);
            }
        }
        return all;
    }
}
