package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit of {@code deploy/systemd}, as systemd reads it. */
class SystemdUnitIT {
    private static final Path FILE = Path.of("../deploy/systemd/sluice.service");

    /** Of ten. What is left is mostly what a server of sockets on a JVM cannot do without. */
    private static final String MOST_EXPOSURE = "--threshold=20";

    @TempDir
    Path directory;

    private Path unit;

    /** With a program that is there: systemd looks for it. */
    @BeforeEach
    void copy() throws Exception {
        String launcher = Path.of("../gateway").toAbsolutePath().normalize().toString();
        String text = Files.readString(FILE);
        assertThat(text).contains("ExecStart=/opt/sluice/gateway serve");
        unit = Files.writeString(
                directory.resolve("sluice.service"),
                text.replace("ExecStart=/opt/sluice/gateway", "ExecStart=" + launcher));
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
}
