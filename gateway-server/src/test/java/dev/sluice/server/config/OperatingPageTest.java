package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/operating.md says what is true. */
class OperatingPageTest {
    private static final Pattern KEY_ROW =
            Pattern.compile("(?m)^\\| `([a-z.-]+)` \\| (`[^`]*`|none) \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern SIZE_ROW =
            Pattern.compile("(?m)^\\| ([0-9,]+) \\| ([0-9,]+) \\| ([0-9.]+) (MiB|GiB) \\| ([0-9]+) \\|$");
    private static final double MIB = 1024 * 1024;

    private final String page = Files.readString(Path.of("../docs/operating.md"));

    OperatingPageTest() throws IOException {}

    @Test
    void every_key_has_its_row_in_order_with_its_default_and_what_it_does() {
        List<String> written = KEY_ROW.matcher(page)
                .results()
                .map(row -> row.group(1) + " = " + row.group(2) + ": " + row.group(3))
                .toList();
        assertThat(written)
                .containsExactlyElementsOf(
                        Settings.ALL.stream().map(OperatingPageTest::expected).toList());
    }

    @Test
    void every_size_holds_what_it_is_for_by_the_page_s_own_arithmetic() {
        List<MatchResult> rows = SIZE_ROW.matcher(page).results().toList();
        assertThat(rows).hasSize(5).allSatisfy(row -> {
            double connections = number(row.group(1));
            double deliveries = number(row.group(2));
            double memory = Double.parseDouble(row.group(3)) * (row.group(4).equals("GiB") ? 1024 : 1) * MIB;
            assertThat(memory * 0.4 / 2).as("heap, %s", row.group()).isGreaterThanOrEqualTo(connections * 2000);
            assertThat(memory * 0.4 - 70 * MIB)
                    .as("kernel, %s", row.group())
                    .isGreaterThanOrEqualTo(connections * 4096);
            double busy = deliveries * 3.5e-6 + connections / 25 * 4.6e-6;
            assertThat(Double.parseDouble(row.group(5)) / 2)
                    .as("processors, %s", row.group())
                    .isGreaterThanOrEqualTo(busy);
        });
    }

    @Test
    void what_it_calls_a_limit_is_one() {
        List<String> keys = Settings.ALL.stream().map(Setting::key).toList();
        List<String> named = Pattern.compile("`((?:limits|drain|liveness|tls|auth|broker|compression)\\.[a-z-]+)`")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(named).isNotEmpty().isSubsetOf(keys);
    }

    /** As in the page: a bar in a cell would end it. */
    private static String expected(Setting<?> setting) {
        String fallback = setting.writtenFallback().isEmpty() ? "none" : "`" + setting.writtenFallback() + "`";
        return setting.key() + " = " + fallback + ": " + setting.doc();
    }

    private static double number(String written) {
        return Double.parseDouble(written.replace(",", ""));
    }
}
