package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.testing.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of {@code deploy/prometheus}, as promtool sees them, and whether what they ask for is there. */
class PrometheusRulesIT {
    private static final Path DIRECTORY =
            Path.of("../deploy/prometheus").toAbsolutePath().normalize();
    private static final Pattern ALERT = Pattern.compile("alert: (\\w+)");
    private static final Pattern PAGE = Pattern.compile("docs/runbook\\.md#(\\w+)");
    private static final Pattern METRIC = Pattern.compile("\\b(gateway|process|netty|jvm)_[a-z_]+");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"check rules rules.yml", "check config prometheus.yml", "test rules rules-test.yml"})
    void promtool_is_content(String command) throws Exception {
        List<Object> all = new ArrayList<>(List.of(Tools.promtool()));
        all.addAll(List.of(command.split(" ")));
        try (Child promtool = Child.start(DIRECTORY, all)) {
            assertThat(promtool.exitCode()).as(promtool.toString()).isZero();
        }
    }

    @Test
    void every_metric_is_one_of_the_servers() throws Exception {
        // Some are there only where there is something to tell of.
        Path certificate = Files.writeString(directory.resolve("own.pem"), Tls.CERTIFICATE.getCertificatePEM());
        Path key = Files.writeString(directory.resolve("own.key"), Tls.CERTIFICATE.getPrivateKeyPEM());
        try (RunningServer server = Servers.start(
                "tls.certificate=" + certificate,
                "tls.key=" + key,
                "webhooks.url=http://127.0.0.1:1/",
                "webhooks.secret=0123456789012345678901234567890123456789")) {
            server.reloadOnHangUp(Servers::defaults);
            String page = Metrics.of(server).page();
            assertThat(all(METRIC, rules())).isNotEmpty().allSatisfy(metric -> assertThat(page)
                    .contains("\n" + metric));
        }
    }

    @Test
    void every_alert_has_its_section() throws Exception {
        String runbook = Files.readString(Path.of("../docs/runbook.md"));
        List<String> sections = all(Pattern.compile("(?m)^## (\\w+)$"), runbook).stream()
                .map(heading -> heading.substring("## ".length()).toLowerCase(Locale.ROOT))
                .toList();
        List<String> alerts = all(ALERT, rules());
        List<String> pages = all(PAGE, rules());
        assertThat(pages).hasSameSizeAs(alerts);
        assertThat(pages.stream().map(page -> page.substring(page.indexOf('#') + 1)))
                .hasSameElementsAs(sections);
    }

    @Test
    void promtool_sees_every_alert_fire_and_stay_quiet() throws Exception {
        Set<String> firing = new TreeSet<>();
        Set<String> quiet = new TreeSet<>();
        for (JsonNode test : new YAMLMapper()
                .readTree(DIRECTORY.resolve("rules-test.yml").toFile())
                .get("tests")) {
            for (JsonNode trial : test.get("alert_rule_test")) {
                (trial.has("exp_alerts") ? firing : quiet)
                        .add(trial.get("alertname").asText());
            }
        }
        List<String> alerts = all(Pattern.compile("(?<=alert: )\\w+"), rules());
        assertThat(firing).containsExactlyInAnyOrderElementsOf(alerts);
        assertThat(quiet).containsExactlyInAnyOrderElementsOf(alerts);
    }

    private static String rules() throws Exception {
        return Files.readString(DIRECTORY.resolve("rules.yml"));
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }
}
