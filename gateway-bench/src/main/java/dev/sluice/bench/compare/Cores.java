package dev.sluice.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Who runs where: the server on the first core, the client on all others. Where that cannot be had, both run anywhere.
 *
 * @param server as {@code taskset -c} takes it; empty: anywhere
 * @param client the same
 * @param clients how many cores the client has
 */
record Cores(String server, String client, int clients) {
    private static final int PIN_SECONDS = 5;

    /** Takes the cores that this process may use, and pins this process. */
    static Cores pin() {
        int count = Runtime.getRuntime().availableProcessors();
        List<Integer> allowed = allowed();
        if (allowed.size() < 2) {
            return new Cores("", "", count);
        }
        List<String> others = new ArrayList<>();
        allowed.subList(1, allowed.size()).forEach(core -> others.add(Integer.toString(core)));
        String client = String.join(",", others);
        long self = ProcessHandle.current().pid();
        return run("taskset", "-a", "-cp", client, Long.toString(self))
                ? new Cores(Integer.toString(allowed.get(0)), client, others.size())
                : new Cores("", "", count);
    }

    boolean isPinned() {
        return !server.isEmpty();
    }

    /** A command, on the server's core. */
    List<String> onServer(List<String> command) {
        if (!isPinned()) {
            return command;
        }
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", server));
        pinned.addAll(command);
        return pinned;
    }

    /** The cores of {@code Cpus_allowed_list} in {@code /proc/self/status}, such as {@code 0-2,5}; none where there is no such thing. */
    private static List<Integer> allowed() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .findFirst()
                    .map(line -> parse(line.substring(line.indexOf(':') + 1).strip()))
                    .orElse(List.of());
        } catch (IOException notLinux) {
            return List.of();
        }
    }

    static List<Integer> parse(String list) {
        List<Integer> cores = new ArrayList<>();
        for (String span : list.split(",")) {
            String[] ends = span.split("-");
            for (int core = Integer.parseInt(ends[0]); core <= Integer.parseInt(ends[ends.length - 1]); core++) {
                cores.add(core);
            }
        }
        return cores;
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(PIN_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noTaskset) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
