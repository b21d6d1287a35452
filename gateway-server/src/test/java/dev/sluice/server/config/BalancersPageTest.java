package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/balancers.md and the files of deploy/ that it names say what is true of the gateways. */
class BalancersPageTest {
    private static final Pattern FILE = Pattern.compile("\\(\\.\\./(deploy/[^)]+)\\)");

    private static final Pattern IDLE = Pattern.compile(
            "(?:HAPROXY_IDLE-|proxy_read_timeout |proxy_send_timeout |proxy_timeout |idle_timeout: )([0-9]+s)");

    private final String page = Files.readString(Path.of("../docs/balancers.md"));

    @TempDir
    Path directory;

    BalancersPageTest() throws IOException {}

    @Test
    void each_sample_is_a_configuration() {
        assertThat(Samples.loaded(directory, page)).isEqualTo(2);
    }

    @Test
    void idle_connections_have_three_intervals_of_pings_everywhere() throws IOException {
        String idle = Settings.PING_INTERVAL.fallback().toSeconds() * 3 + "s";
        Matcher files = FILE.matcher(page);
        int count = 0;
        while (files.find()) {
            String file = Files.readString(Path.of("..", files.group(1)));
            assertThat(idleTimes(file)).containsOnly(idle); // and so at least one
            count++;
        }
        assertThat(count).isEqualTo(6);
    }

    private static Stream<String> idleTimes(String file) {
        return IDLE.matcher(file).results().map(found -> found.group(1));
    }
}
