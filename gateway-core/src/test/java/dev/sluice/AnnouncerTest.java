package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
    @Test
    void the_sample_of_the_page_announces() throws Exception {
        try (Gateway gateway = Gateways.start();
                RawClient client = RawClient.open(gateway, "/rooms/lobby")) {
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 1);
            assertThat(Announcer.announce(gateway, "hello")).isEqualTo(1);
            assertThat(client.readFrame().text()).isEqualTo("{\"text\":\"hello\",\"members\":1}");
        }
    }

    @Test
    void the_page_shows_what_is_run_here() throws Exception {
        String source = Files.readString(Path.of("src/test/java/dev/sluice/Announcer.java"));
        String sample = source.substring(
                source.indexOf("// sample:start\n") + "// sample:start\n".length(),
                source.indexOf("    // sample:end"));
        String page = Files.readString(Path.of("../docs/server-api.md"));
        assertThat(page.replaceAll("\\s+", "")).contains(sample.replaceAll("\\s+", ""));
    }
}
