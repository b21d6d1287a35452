package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Helm makes of the chart is what Kubernetes takes, and what the gateway needs. */
class ChartIT {
    private static final String LEAST = "config: { auth: { mode: none } }\n";

    private static final String MOST = """
            config:
              auth: { mode: jwt }
              limits: { connections: 2000000 }
              tls: { certificate: /etc/sluice-tls/tls.crt, key: /etc/sluice-tls/tls.key }
            secrets:
              env: { SLUICE_AUTH_HMAC_SECRET: { name: sluice, key: hmac-secret } }
              files: [{ name: sluice-tls, path: /etc/sluice-tls }]
            env: { JAVA_OPTS: "-Xlog:gc" }
            image: { tag: "1.2.3", pullSecrets: [{ name: registry }] }
            service: { type: LoadBalancer, port: 443, annotations: { a: b } }
            autoscaling: { enabled: true }
            serviceMonitor: { enabled: true, labels: { release: prometheus } }
            networkPolicy:
              publicFrom: [{ ipBlock: { cidr: 10.0.0.0/8 } }]
              egress: [{ to: [{ ipBlock: { cidr: 10.1.0.0/16 } }], ports: [{ port: 443, protocol: TCP }] }]
            podAnnotations: { a: b }
            podLabels: { team: chat }
            nodeSelector: { pool: gateways }
            tolerations: [{ key: dedicated, operator: Exists, effect: NoSchedule }]
            affinity: { nodeAffinity: {} }
            """;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {LEAST, MOST})
    void every_manifest_has_the_fields_of_its_kind_and_no_others(String values) throws Exception {
        Chart chart = Chart.render(directory, values);
        assertThat(chart.manifests()).isNotEmpty().allSatisfy(Manifests::check);
    }

    @Test
    void what_needs_something_in_the_cluster_is_made_when_it_is_asked_for() throws Exception {
        assertThat(Chart.render(directory, LEAST).kinds())
                .containsExactlyInAnyOrder(
                        "ConfigMap", "Deployment", "NetworkPolicy", "PodDisruptionBudget", "Service", "Service");
        assertThat(Chart.render(directory, MOST).kinds())
                .contains("HorizontalPodAutoscaler", "ServiceMonitor")
                .hasSize(8);
    }

    @Test
    void helm_lint_is_content() throws Exception {
        List<?> command = List.of(
                Tools.helm(), "lint", Chart.DIRECTORY, "--strict", "--kube-version", "1.31.0", "--values", values());
        try (Child lint = Child.start(directory, command)) {
            assertThat(lint.exitCode()).as(lint.toString()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5s,     60s,   500, 10000,  5, 15, 85", // the defaults
        "5s,     60s,   500, 100000, 5, 15, 225", // the clients take longer than the window
        "5s,     60s,   500, 30001,  5, 15, 86", // begun seconds count
        "1500ms, 2m,    500, 10000,  0, 15, 137",
        "0s,     1h,    500, 10000,  5, 20, 3625",
    })
    void a_pod_has_the_time_that_its_drain_takes(
            String grace, String window, int rate, int clients, int preStop, int margin, int seconds) throws Exception {
        String values = """
                config: { auth: { mode: none }, drain: { grace: %s, window: %s, per-second: %d } }
                connectionsPerPod: %d
                termination: { preStopSeconds: %d, marginSeconds: %d }
                """.formatted(grace, window, rate, clients, preStop, margin);
        JsonNode pod = pod(Chart.render(directory, values));
        assertThat(pod.get("terminationGracePeriodSeconds").asInt()).isEqualTo(seconds);
        assertThat(pod.at("/containers/0/lifecycle").isMissingNode()).isEqualTo(preStop == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {LEAST, MOST})
    void the_gateway_takes_the_file_and_the_variables_that_it_gets(String values) throws Exception {
        Chart chart = Chart.render(directory, values);
        Path file = Files.writeString(
                directory.resolve("gateway.yaml"),
                chart.only("ConfigMap", "sluice").at("/data/gateway.yaml").asText());
        String text = Files.readString(file);
        if (text.contains("certificate")) { // which are not here
            Files.writeString(file, text.replaceAll("(?m)^tls:\n(  .*\n?)+", ""));
        }
        Map<String, String> variables = text.contains("mode: jwt")
                ? Map.of("SLUICE_AUTH_HMAC_SECRET", "0123456789012345678901234567890123456789")
                : Map.of();
        assertThatCode(() -> ConfigLoader.load(Optional.of(file), List.of(), variables))
                .doesNotThrowAnyException();
        assertThat(text).contains("listen: 0.0.0.0:8080", "management: 0.0.0.0:8081");
    }

    @Test
    void without_a_word_on_who_may_connect_or_with_a_slip_of_the_pen_there_is_no_release() throws Exception {
        refuses("{}", "config.auth.mode is not set");
        refuses(LEAST + "replica: 3\n", "replica");
        refuses("config: { auth: { mode: none }, listen: 0.0.0.0:80 }", "config");
        refuses("config: { auth: { mode: none }, drain: { window: 60 } }", "window");
    }

    @Test
    void a_pod_has_no_privileges_and_writes_nothing() throws Exception {
        JsonNode pod = pod(Chart.render(directory, LEAST));
        JsonNode container = pod.at("/containers/0/securityContext");
        assertThat(container.get("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.get("allowPrivilegeEscalation").asBoolean()).isFalse();
        assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.get("automountServiceAccountToken").asBoolean()).isFalse();
        for (JsonNode volume : pod.get("volumes")) {
            assertThat(volume.has("configMap") || volume.has("secret")).isTrue();
        }
    }

    @Test
    void a_change_of_the_configuration_rolls_the_pods_unless_it_is_not_to() throws Exception {
        String other = "config: { auth: { mode: none }, echo: false }\n";
        assertThat(checksum(LEAST)).isNotEmpty().isEqualTo(checksum(LEAST)).isNotEqualTo(checksum(other));
        assertThat(checksum(LEAST + "restartOnConfigChange: false\n")).isEmpty();
    }

    @Test
    void where_a_prometheus_of_another_namespace_is_to_scrape_it_gets_in() throws Exception {
        assertThat(mayManage(LEAST)).containsExactly("{\"podSelector\":{}}");
        assertThat(mayManage(LEAST + "serviceMonitor: { enabled: true }\n"))
                .containsExactly(
                        "{\"podSelector\":{}}",
                        "{\"namespaceSelector\":{},\"podSelector\":"
                                + "{\"matchLabels\":{\"app.kubernetes.io/name\":\"prometheus\"}}}");
        assertThat(mayManage(LEAST + "serviceMonitor: { enabled: true }\nnetworkPolicy: { prometheusFrom: [] }\n"))
                .containsExactly("{\"podSelector\":{}}");
    }

    @Test
    void secrets_are_named_and_never_written() throws Exception {
        JsonNode pod = pod(Chart.render(directory, MOST));
        List<JsonNode> secrets = new ArrayList<>();
        for (JsonNode variable : pod.at("/containers/0/env")) {
            if (variable.has("valueFrom")) {
                secrets.add(variable);
            }
        }
        assertThat(secrets).hasSize(1);
        JsonNode secret = secrets.get(0);
        assertThat(secret.get("name").asText()).isEqualTo("SLUICE_AUTH_HMAC_SECRET");
        assertThat(secret.has("value")).isFalse();
        assertThat(secret.at("/valueFrom/secretKeyRef/key").asText()).isEqualTo("hmac-secret");
        assertThat(pod.findValuesAsText("secretName")).containsExactly("sluice-tls");
    }

    /** Whom the network policy lets reach the management port. */
    private List<String> mayManage(String values) throws Exception {
        JsonNode rules =
                Chart.render(directory, values).only("NetworkPolicy", "sluice").at("/spec/ingress");
        List<String> peers = new ArrayList<>();
        for (JsonNode rule : rules) {
            if (rule.at("/ports/0/port").asText().equals("management")) {
                rule.get("from").forEach(peer -> peers.add(peer.toString()));
            }
        }
        return peers;
    }

    private static JsonNode pod(Chart chart) {
        return chart.only("Deployment", "sluice").at("/spec/template/spec");
    }

    private String checksum(String values) throws Exception {
        return Chart.render(directory, values)
                .only("Deployment", "sluice")
                .at("/spec/template/metadata/annotations")
                .path("checksum/config")
                .asText();
    }

    private void refuses(String values, String because) throws Exception {
        try (Child helm = Chart.helm(directory, values)) {
            assertThat(helm.exitCode()).as(helm.toString()).isNotZero();
            assertThat(String.join("\n", helm.err())).contains(because);
        }
    }

    private Path values() throws IOException {
        return Files.writeString(directory.resolve("lint.yaml"), MOST);
    }
}
