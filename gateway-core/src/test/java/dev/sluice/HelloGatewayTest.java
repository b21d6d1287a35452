package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HelloGatewayTest {
    @Test
    void the_sample_of_the_readme_greets() throws IOException {
        try (Gateway gateway = HelloGateway.start(0);
                RawClient client = RawClient.open(gateway, "/hello").sendText("world")) {
            assertThat(client.readFrame().text()).isEqualTo("Hello, world");
        }
    }

    @Test
    void a_gateway_may_be_closed_again() throws IOException {
        Gateway gateway = HelloGateway.start(0);
        gateway.close();
        gateway.close();
        assertThat(gateway.answersWithin(java.time.Duration.ofMillis(1))).isFalse();
    }

    @Test
    void the_readme_shows_what_is_run_here() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/sluice/HelloGateway.java"));
        String sample = source.substring(
                source.indexOf("// sample:start\n") + "// sample:start\n".length(),
                source.indexOf("    // sample:end"));
        String readme = Files.readString(Path.of("../README.md"));
        assertThat(words(readme)).contains(words(sample));
    }

    /** The words alone, because the two are broken into lines at different places. */
    private static String words(String text) {
        return text.replaceAll("\\s+", "");
    }
}
