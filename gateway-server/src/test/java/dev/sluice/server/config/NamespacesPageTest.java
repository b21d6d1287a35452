package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.RoomName;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SlowConsumerPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/namespaces.md says what is true. */
class NamespacesPageTest {
    private static final Pattern SAMPLE = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");

    private final String page = Files.readString(Path.of("../docs/namespaces.md"));

    @TempDir
    Path directory;

    NamespacesPageTest() throws IOException {}

    @Test
    void the_sample_means_what_its_comments_say() throws ConfigException {
        Matcher sample = SAMPLE.matcher(page);
        assertThat(sample.find()).isTrue();
        Namespaces namespaces =
                Loading.yaml(directory, sample.group(1)).config().namespaces();
        assertThat(rules(namespaces, "chat:lobby").presence()).isTrue();
        assertThat(rules(namespaces, "chat:eu:x").presence()).isFalse();
        assertThat(rules(namespaces, "chat:eu:x").members()).isEqualTo(500);
        assertThat(rules(namespaces, "prices:x").slowConsumer()).isEqualTo(SlowConsumerPolicy.KEEP_LATEST);
        for (String outside : new String[] {"lobby", "prices", "news:a"}) {
            assertThat(rules(namespaces, outside)).isSameAs(RoomRules.OUTSIDE);
        }
    }

    @Test
    void each_key_has_its_row_with_its_default_and_what_it_does() {
        for (Setting<?> setting : NamespaceSettings.ALL) {
            String key = setting.key().substring(NamespaceSettings.PREFIX.length());
            String fallback = setting.writtenFallback().isEmpty() ? " " : " " + setting.writtenFallback() + " ";
            assertThat(page.replace("`", "")).contains("| " + key + " |" + fallback + "| " + setting.doc());
        }
    }

    private static RoomRules rules(Namespaces namespaces, String room) {
        return namespaces.rulesOf(new RoomName(room));
    }
}
