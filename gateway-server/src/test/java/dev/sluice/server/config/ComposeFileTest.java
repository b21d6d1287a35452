package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The gateways of {@code deploy/docker/compose.yaml} start with the settings that they get, and have the time to drain. */
class ComposeFileTest {
    private final JsonNode gateway = read().path("x-gateway");

    @Test
    void its_settings_are_settings_and_the_gateways_may_listen_beyond_loopback() throws Exception {
        Map<String, String> environment = new HashMap<>(
                Map.of("SLUICE_LISTEN", "0.0.0.0:8080", "SLUICE_MANAGEMENT", "0.0.0.0:8081")); // the image's own
        assertThat(gateway.path("environment").properties()).isNotEmpty();
        gateway.path("environment")
                .properties()
                .forEach(setting ->
                        environment.put(setting.getKey(), setting.getValue().asText()));
        ServerConfig config = ConfigLoader.load(Optional.empty(), List.of(), environment);
        Duration patience =
                Duration.parse("PT" + gateway.path("stop_grace_period").asText());
        assertThat(patience)
                .isGreaterThan(config.drain()
                        .grace()
                        .plus(config.drain().plan().window())
                        .plusSeconds(10));
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper(new YAMLFactory())
                    .readTree(Path.of("../deploy/docker/compose.yaml").toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
