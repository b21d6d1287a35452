package dev.sluice.server.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The Autobahn suite's fuzzing client: the newest one, which {@code src/test/autobahn/install} makes, or the older one that comes
 * from the Maven repository and runs on Jython.
 *
 * @param command what starts it
 * @param environment variables that it needs
 */
record AutobahnSuite(List<String> command, Map<String, String> environment) {
    /** Where the build has put Jython and the older suite. */
    private static final Path BUNDLED = Tools.TARGET.resolve("autobahn");

    private static final long MOST_MINUTES = 60;

    /** @param name the path of {@code wstest}, or {@code true} for the bundled one */
    static AutobahnSuite named(String name) {
        if (!"true".equals(name)) {
            return new AutobahnSuite(List.of(name), Map.of());
        }
        List<String> jython = List.of(
                Tools.java().toString(),
                "-Dpython.cachedir.skip=true",
                "-jar",
                BUNDLED.resolve("jython.jar").toString(),
                "-c",
                "from autobahntestsuite import wstest; wstest.run()");
        return new AutobahnSuite(
                jython, Map.of("JYTHONPATH", BUNDLED.resolve("suite").toString()));
    }

    /** Runs these cases, patterns such as {@code 7.*}, against a server, and leaves the suite's pages in the directory. */
    AutobahnReport run(String url, List<String> cases, Path reports) throws IOException, InterruptedException {
        empty(reports);
        Path specification = reports.resolve("specification.json");
        Files.writeString(specification, specification(url, cases, reports));
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("-m", "fuzzingclient", "-s", specification.toString()));
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(reports.resolve("output.txt").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError("the suite has not come to its end; see " + reports.resolve("output.txt"));
            }
        } finally {
            process.destroyForcibly();
        }
        return AutobahnReport.read(reports);
    }

    /** Without {@code failByDrop} the suite answers broken frames by a close, as the standard has it, not by hanging up. */
    private static String specification(String url, List<String> cases, Path reports) {
        return """
                {"outdir": "%s", "options": {"failByDrop": false}, "servers": [{"agent": "server", "url": "%s"}],
                 "cases": ["%s"], "exclude-cases": [], "exclude-agent-cases": {}}
                """.formatted(reports, url, String.join("\", \"", cases));
    }

    private static void empty(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }
}
