package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.metric.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/slow-consumers.md says what is true. */
class SlowConsumersPageTest {
    private static final Pattern SAMPLE = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");

    private final String page = Files.readString(Path.of("../docs/slow-consumers.md"));

    @TempDir
    Path directory;

    SlowConsumersPageTest() throws IOException {}

    @Test
    void the_sample_is_a_configuration() {
        Matcher sample = SAMPLE.matcher(page);
        assertThat(sample.find()).isTrue();
        assertThatCode(Loading.yaml(directory, sample.group(1))::config).doesNotThrowAnyException();
        for (Label policy : Label.SlowConsumer.values()) {
            assertThat(sample.group(1)).contains("slow-consumer: " + policy.text());
        }
    }

    @Test
    void each_policy_and_each_reason_is_on_the_page() {
        for (Label policy : Label.SlowConsumer.values()) {
            assertThat(page).contains("| `" + policy.text() + "`");
        }
        for (Label reason : Label.Drop.values()) {
            assertThat(page).contains("`" + reason.text() + "`");
        }
    }
}
