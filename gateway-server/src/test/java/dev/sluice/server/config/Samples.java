package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The samples of a configuration that a page of the documentation shows. */
final class Samples {
    private static final Pattern SAMPLE = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");

    private Samples() {}

    static List<String> of(String page) {
        return SAMPLE.matcher(page).results().map(found -> found.group(1)).toList();
    }

    /** How many there are, each of which can be loaded. */
    static int loaded(Path directory, String page) {
        List<String> samples = of(page);
        samples.forEach(sample ->
                assertThatCode(Loading.yaml(directory, sample)::config).doesNotThrowAnyException());
        return samples.size();
    }
}
