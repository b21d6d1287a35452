package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.limit.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/callers.md says what is true. */
class CallersPageTest {
    private final String page = Files.readString(Path.of("../docs/callers.md"));

    @TempDir
    Path directory;

    CallersPageTest() throws IOException {}

    @Test
    void each_sample_is_a_configuration() {
        assertThat(Samples.loaded(directory, page)).isEqualTo(3);
    }

    @Test
    void the_keys_and_defaults_are_on_the_page() {
        for (Setting<?> setting : new Setting<?>[] {
            Settings.MAX_CONNECTIONS, Settings.MAX_CONNECTIONS_PER_IP, Settings.MAX_HANDSHAKES_PER_SECOND
        }) {
            assertThat(page).contains("| `" + setting.key() + "` | " + setting.writtenFallback() + ": ");
        }
        assertThat(page)
                .contains("| `limits.concurrent-handshakes` | "
                        + Limits.defaults().concurrentHandshakes() + " |");
    }
}
