package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The release, unpacked into a folder of its own and run from there. */
final class ReleaseProcess extends Deployment {
    private static final Path HEALTH = Path.of("../deploy/docker/health").toAbsolutePath();
    private static final Path DENY = Path.of("src/test/python/deny-io-uring.py").toAbsolutePath();
    private static final Pattern PORT = Pattern.compile("://127\\.0\\.0\\.1:(\\d+)/");
    private static final long MEBIBYTE = 1024 * 1024;

    private final Path directory;
    private final List<String> installed;
    private final Child child;
    private final long limit;
    private final int port;
    private final int managementPort;

    private ReleaseProcess(Path directory, List<String> installed, Child child, long limit)
            throws InterruptedException {
        this.directory = directory;
        this.installed = installed;
        this.child = child;
        this.limit = limit;
        this.port = portIn(child.lineWith("/rooms/NAME"));
        this.managementPort = portIn(child.lineWith("/metrics"));
    }

    static ReleaseProcess start(Plan plan) throws Exception {
        Path directory = Files.createTempDirectory(Tools.TARGET, "release");
        Path release = Release.unpack(directory);
        List<String> installed = files(directory);
        List<Object> command = new ArrayList<>();
        if (plan.ringsDenied()) {
            command.addAll(List.of(Tools.python(), DENY, "EPERM", "0"));
        }
        command.addAll(List.of("/bin/sh", release.resolve("gateway"), "serve"));
        Map<String, String> environment = new HashMap<>(Map.of(
                "SLUICE_LISTEN", "127.0.0.1:0",
                "SLUICE_MANAGEMENT", "127.0.0.1:0",
                "GATEWAY_START_CACHE", "keep",
                // What the launcher makes of a container's limit.
                "JAVA_OPTS",
                        "-XX:MaxRAM=%dm -XX:MaxRAMPercentage=40 -XX:MaxDirectMemorySize=%d"
                                .formatted(plan.mebibytes(), plan.mebibytes() * MEBIBYTE / 5)));
        environment.putAll(plan.environment());
        Child child = Child.start(directory, command, environment);
        return new ReleaseProcess(directory, installed, child, plan.mebibytes() * MEBIBYTE);
    }

    @Override
    int port() {
        return port;
    }

    @Override
    int managementPort() {
        return managementPort;
    }

    @Override
    boolean isRunning() {
        return child.isRunning();
    }

    @Override
    String log() {
        return child.toString();
    }

    @Override
    int health(Map<String, String> environment) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("SLUICE_MANAGEMENT", "127.0.0.1:" + managementPort));
        all.putAll(environment);
        try (Child check = Child.start(directory, List.of(HEALTH), all)) {
            return check.exitCode();
        }
    }

    @Override
    List<String> written() throws IOException {
        List<String> now = new ArrayList<>(files(directory));
        now.removeAll(installed);
        return now;
    }

    @Override
    long peakBytes() throws IOException {
        Matcher peak = Pattern.compile("VmHWM:\\s+(\\d+)").matcher(Files.readString(proc("status")));
        assertThat(peak.find()).isTrue();
        long bytes = Long.parseLong(peak.group(1)) * 1024;
        assertThat(bytes).isLessThanOrEqualTo(limit);
        return bytes;
    }

    @Override
    void assertUnprivileged() throws IOException {
        // Whoever runs the tests; the launcher has no way to more.
        assertThat(Files.getOwner(proc("status"))).isEqualTo(Files.getOwner(directory));
    }

    @Override
    int stop() throws InterruptedException {
        child.terminate();
        return child.exitCode();
    }

    @Override
    public void close() throws Exception {
        child.close();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(child.pid()), file);
    }

    private static int portIn(String line) {
        Matcher port = PORT.matcher(line);
        assertThat(port.find()).describedAs(line).isTrue();
        return Integer.parseInt(port.group(1));
    }

    /** Every file with its size and time. */
    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> file + " " + file.toFile().length() + " "
                            + file.toFile().lastModified())
                    .toList();
        }
    }
}
