package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.api.ApiKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys are read from everywhere, and shown nowhere. */
class SecretTest {
    private static final String ONE = "Zx3-unguessable_secret.1";
    private static final String TWO = "Zx3+unguessable/secret2==";

    @TempDir
    Path directory;

    @Test
    void keys_come_from_each_source() throws ConfigException {
        ApiKeys both = ApiKeys.of(List.of(ONE, TWO));
        assertThat(Loading.yaml(directory, "api:\n  keys: [\"" + ONE + "\", '" + TWO + "']\n")
                        .config()
                        .apiKeys())
                .isEqualTo(both);
        assertThat(Loading.nothing()
                        .variables(Map.of("SLUICE_API_KEYS", ONE + "," + TWO))
                        .config()
                        .apiKeys())
                .isEqualTo(both);
        ServerConfig set = Loading.nothing().set("api.keys=" + ONE).config();
        assertThat(set.apiKeys()).isEqualTo(ApiKeys.of(List.of(ONE)));
        assertThat(set.changes()).containsExactly(Map.entry("api.keys", "(set)"));
        assertThat(set.toString()).doesNotContain("unguessable").contains("1 keys");
        assertThat(Loading.nothing().config().apiKeys().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unguessable",
                "unguessable 1234567890123",
                "unguessable-1234567890ä12",
                "un=guessable-123456789012345"
            })
    void a_bad_key_is_refused_and_not_shown(String key) {
        List<List<String>> told = List.of(
                Loading.yaml(directory, "api: { keys: [\"" + key + "\"] }").problems(),
                Loading.yaml(directory, "api: { keys: \"" + key + "\" }").problems(),
                Loading.nothing().variables(Map.of("SLUICE_API_KEYS", key)).problems(),
                Loading.nothing().set("api.keys=" + key).problems());
        assertThat(told).allSatisfy(problems -> assertThat(problems).hasSize(1).allSatisfy(line -> assertThat(line)
                .contains("a secret of 22 to 256 letters", "openssl rand -base64 24")
                .doesNotContain("guessable")));
    }

    @Test
    void a_misspelt_key_of_the_configuration_does_not_show_its_value() {
        assertThat(Loading.yaml(directory, "api: { keis: [\"" + ONE + "\"] }").problems())
                .containsExactly("sluice.yaml:1:8: api.keis: unknown key; did you mean api.keys?");
        assertThat(Loading.yaml(directory, "api: { keys: [ { a: \"" + ONE + "\" } ] }")
                        .problems())
                .allSatisfy(line -> assertThat(line).doesNotContain("unguessable"));
        assertThat(Loading.yaml(directory, "api: \"" + ONE + "\"").problems())
                .allSatisfy(line -> assertThat(line).doesNotContain("unguessable"));
    }
}
