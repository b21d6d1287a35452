package dev.sluice.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/tuning.md says what is true. */
class TuningPageTest {
    /** More than the start has ever had open. */
    private static final int OPEN = 200;

    private final String page = Files.readString(Path.of("../docs/tuning.md"));

    TuningPageTest() throws IOException {}

    @Test
    void so_many_files_are_enough_for_so_many_connections() {
        List<MatchResult> rows = Pattern.compile("(?m)^\\| ([0-9,]+) \\| ([0-9,]+) \\| ([0-9,]+) MiB \\|")
                .matcher(page)
                .results()
                .toList();
        assertThat(rows).hasSize(6).allSatisfy(row -> {
            long connections = number(row.group(1));
            assertThat((long) FileBudget.of(number(row.group(2)), OPEN).connections())
                    .as(row.group())
                    .isGreaterThanOrEqualTo(connections);
            assertThat(number(row.group(3))).as(row.group()).isEqualTo(Math.round(connections * 4 / 1024.0));
        });
    }

    @Test
    void the_kernel_knows_the_names() {
        Path kernel = Path.of("/proc/sys");
        List<String> names = Pattern.compile("(?m)^([a-z0-9_.]+) = ")
                .matcher(page)
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(names).contains("fs.nr_open", "net.ipv4.ip_local_port_range").hasSize(6);
        if (Files.isDirectory(kernel)) { // Linux
            assertThat(names).allSatisfy(name -> assertThat(kernel.resolve(name.replace('.', '/')))
                    .exists());
        }
    }

    private static long number(String written) {
        return Long.parseLong(written.replace(",", ""));
    }
}
