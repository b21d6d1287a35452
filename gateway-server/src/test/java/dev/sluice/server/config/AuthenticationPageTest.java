package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.auth.TokenLimits;
import dev.sluice.metric.Label;
import dev.sluice.server.auth.KeySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/authentication.md says what is true. */
class AuthenticationPageTest {
    private static final Pattern SAMPLE = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");
    private static final String SECRET = "a secret of thirty-two bytes, or more";

    private final String page = Files.readString(Path.of("../docs/authentication.md"));

    @TempDir
    Path directory;

    AuthenticationPageTest() throws IOException {}

    @Test
    void the_sample_is_a_configuration_that_asks_for_tokens() throws Exception {
        Matcher sample = SAMPLE.matcher(page);
        assertThat(sample.find()).isTrue();
        ServerConfig config = Loading.yaml(directory, sample.group(1).replace("\"…\"", '"' + SECRET + '"'))
                .config();
        assertThat(config.auth()).hasValueSatisfying(rules -> {
            assertThat(rules.keys()).isEqualTo(new KeySource.Secret(SECRET));
            assertThat(rules.issuer()).contains("https://id.example.com/");
            assertThat(rules.audience()).contains("chat");
            assertThat(rules.leeway()).isEqualTo(AuthSettings.LEEWAY.fallback());
        });
    }

    @Test
    void every_setting_result_and_limit_is_on_the_page() {
        for (Setting<?> setting : AuthSettings.ALL) {
            assertThat(page).contains(setting.key().substring("auth.".length()));
        }
        for (Label result : Label.Authentication.values()) {
            assertThat(page).contains("`" + result.text() + "`");
        }
        NumberFormat numbers = NumberFormat.getIntegerInstance(Locale.ROOT);
        for (int limit : new int[] {
            TokenLimits.MOST_CHARACTERS,
            TokenLimits.MOST_INFO_BYTES,
            TokenLimits.MOST_PATTERNS,
            TokenLimits.MOST_USER_BYTES
        }) {
            assertThat(page).contains(numbers.format(limit));
        }
    }
}
