package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit of {@code deploy/systemd}, as systemd reads it. */
class SystemdUnitIT {
    private static final Path FILE = Path.of("../deploy/systemd/sluice.service");

    /** Of ten. What is left is mostly what a server of sockets on a JVM cannot do without. */
    private static final String MOST_EXPOSURE = "--threshold=20";

    private static final Path LAUNCHER = Path.of("../gateway").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    private Path unit;

    /** With a program that is there: systemd looks for it. */
    @BeforeEach
    void copy() throws Exception {
        String text = Files.readString(FILE);
        assertThat(text).contains("ExecStart=/opt/sluice/gateway serve");
        unit = Files.writeString(
                directory.resolve("sluice.service"),
                text.replace("ExecStart=/opt/sluice/gateway", "ExecStart=" + LAUNCHER));
    }

    @Test
    void systemd_finds_no_mistake() throws Exception {
        // Its complaints, of a key that it does not know for one, are no failure to it.
        try (Child verify = Child.start(directory, List.of(Tools.systemdAnalyze(), "verify", "--man=no", unit))) {
            assertThat(verify.exitCode()).as(verify.toString()).isZero();
            assertThat(verify.err())
                    .filteredOn(line -> line.contains("sluice.service"))
                    .isEmpty();
        }
    }

    @Test
    void it_is_hardened() throws Exception {
        List<?> command =
                List.of(Tools.systemdAnalyze(), "security", "--offline=true", "--no-pager", MOST_EXPOSURE, unit);
        try (Child security = Child.start(directory, command)) {
            assertThat(security.exitCode()).as(security.toString()).isZero();
        }
    }

    /** A refused call of the JVM or of Netty is not seen in the unit, only when it runs. */
    @Test
    void it_lets_the_program_ask_of_the_kernel_what_it_needs() throws Exception {
        Tools.jar(); // there, or the launcher would build it
        Path summary = directory.resolve("calls.txt");
        List<?> command = List.of(
                Tools.strace(),
                "-f",
                "-c",
                "-U",
                "name",
                "-o",
                summary,
                LAUNCHER,
                "serve",
                "--set",
                "listen=127.0.0.1:0",
                "--set",
                "management=127.0.0.1:0",
                "--set",
                "drain.grace=0s");
        try (Child traced = Child.start(directory, command, Map.of("GATEWAY_START_CACHE", "off"))) {
            ServerProcess server = ServerProcess.of(traced);
            assertThat(server.status("/readyz")).isEqualTo(200);
            try (RawClient one = RawClient.open(server.address(), "/rooms/a");
                    RawClient two = RawClient.open(server.address(), "/rooms/a")) {
                server.metrics().await("gateway_memberships", 2);
                one.sendText("hello");
                assertThat(two.readFrame().text()).isEqualTo("hello");
            }
            server.metrics().await("gateway_memberships", 0);
            traced.awaitError("Started", "pid=");
            // strace itself takes no SIGTERM.
            ProcessHandle.of(pidIn(traced.err())).orElseThrow().destroy();
            assertThat(traced.exitCode()).as(traced.toString()).isZero();
        }
        assertThat(SystemCalls.madeIn(summary)).contains("bind", "execve", "mmap");
        assertThat(SystemCalls.allowedBy(unit)).containsAll(SystemCalls.madeIn(summary));
    }

    /** Without its event loops it would hang, or end with 0, which systemd takes for the wish to end. */
    @Test
    void who_has_no_heap_left_ends_so_that_systemd_starts_it_again() throws Exception {
        Tools.jar();
        List<?> command = List.of(LAUNCHER, "serve", "--set", "listen=127.0.0.1:0", "--set", "management=127.0.0.1:0");
        Map<String, String> environment = Map.of("GATEWAY_START_CACHE", "off", "JAVA_OPTS", "-Xmx6m");
        try (Child starved = Child.start(directory, command, environment)) {
            starved.lineWith("Terminating due to java.lang.OutOfMemoryError");
            assertThat(starved.exitCode()).as(starved.toString()).isEqualTo(3);
        }
        assertThat(Files.readAllLines(FILE)).contains("Restart=on-failure", "RestartPreventExitStatus=2");
    }

    private static long pidIn(List<String> log) {
        Matcher pid = Pattern.compile("pid=([0-9]+)").matcher(String.join("\n", log));
        assertThat(pid.find()).isTrue();
        return Long.parseLong(pid.group(1));
    }
}
