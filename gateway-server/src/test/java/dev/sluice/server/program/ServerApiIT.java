package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.testing.RawClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server API of the whole program, and the samples of docs/server-api.md. */
class ServerApiIT {
    private static final String KEY = "Unguessable-key.for_tests+0/1==";
    private static final Pattern SAMPLE = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    void the_samples_publish() throws Exception {
        try (RunningServer server = Servers.start("api.keys=" + KEY);
                RawClient member = RawClient.open(server.gateway(), "/rooms/lobby")) {
            Metrics.of(server).await("gateway_memberships", 1);
            List<String> curl = run(server, List.of("sh", "-ec", sample(server, "sh")));
            assertThat(member.readFrame().text()).isEqualTo("{\"text\":\"hi\"}");
            assertThat(member.readFrame().text()).isEqualTo("as a raw member says it");
            assertThat(curl.subList(0, 2))
                    .containsExactly("{\"room\":\"lobby\",\"offset\":1}", "{\"room\":\"lobby\",\"offset\":2}");
            assertThat(curl.get(2)).startsWith("{\"rooms\":[{\"room\":\"lobby\",\"members\":1,");
            Path python = Files.writeString(directory.resolve("publish.py"), sample(server, "python"));
            assertThat(run(server, List.of(Tools.python(), python))).containsExactly("3");
            assertThat(member.readFrame().text()).isEqualTo("{\"text\": \"hello from Python\"}");
            Path java = Files.writeString(directory.resolve("Publish.java"), sample(server, "java"));
            assertThat(run(server, List.of(Tools.java(), java)))
                    .contains(
                            "200 {\"results\":[{\"room\":\"lobby\",\"offset\":4},{\"room\":\"empty\",\"offset\":0}]}");
            assertThat(member.readFrame().text()).isEqualTo("\"hello from Java\"");
        }
    }

    @Test
    void the_key_is_in_no_log_metric_or_error() throws Exception {
        Path config = Files.writeString(directory.resolve("gateway.yaml"), "api: { keys: [\"" + KEY + "\"] }\n");
        List<Object> command = List.of(
                Tools.java(),
                "-Xmx128m",
                "-jar",
                Tools.jar(),
                "serve",
                "--config",
                config,
                "--set",
                "listen=127.0.0.1:0",
                "--set",
                "management=127.0.0.1:0",
                "--set",
                "log.level=debug");
        try (Child server = Child.start(directory, command)) {
            String base = server.lineWith("/metrics").replaceAll(".*(http://127\\.0\\.0\\.1:\\d+)/metrics.*", "$1");
            for (String key : new String[] {KEY, KEY + "x"}) {
                for (String path : new String[] {"/api/rooms", "/api/nothing", "/api/rooms/a/history"}) {
                    HttpResponse<String> answer = http.send(
                            HttpRequest.newBuilder(URI.create(base + path))
                                    .header("Authorization", "Bearer " + key)
                                    .build(),
                            BodyHandlers.ofString());
                    assertThat(answer.statusCode() == 401).isEqualTo(!key.equals(KEY));
                    assertThat(answer.body() + answer.headers()).doesNotContain("nguessable");
                }
            }
            HttpResponse<String> bad = http.send(
                    HttpRequest.newBuilder(URI.create(base + "/api/messages"))
                            .header("Authorization", "Bearer " + KEY)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"key\":\"" + KEY + "\""))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(bad.statusCode()).isEqualTo(400);
            assertThat(bad.body()).doesNotContain("nguessable");
            assertThat(Metrics.at(base + "/metrics").page())
                    .contains("gateway_api_requests_total{method=\"GET\",route=\"/api/rooms\",status=\"2xx\"} 1.0")
                    .doesNotContain("nguessable");
            server.terminate();
            assertThat(server.exitCode()).isZero();
            assertThat(server.toString()).contains("api.keys=(set)").doesNotContain("nguessable");
        }
    }

    @Test
    void metrics_and_health_need_no_key_and_are_what_they_were() throws Exception {
        try (RunningServer server = Servers.start("api.keys=" + KEY)) {
            String base = "http://127.0.0.1:" + server.management().getPort();
            for (String path : new String[] {"/metrics", "/livez", "/readyz", "/"}) {
                assertThat(http.send(
                                        HttpRequest.newBuilder(URI.create(base + path))
                                                .build(),
                                        BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(http.send(
                                    HttpRequest.newBuilder(URI.create(base + "/api/rooms"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(http.send(
                                    HttpRequest.newBuilder(URI.create(Servers.pageUrl(server, "/api/rooms")))
                                            .header("Authorization", "Bearer " + KEY)
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .as("on the public port there is none of it")
                    .isEqualTo(404);
        }
    }

    /** The first sample in a language, with the ports of the test's server. */
    private static String sample(RunningServer server, String language) throws Exception {
        return SAMPLE.matcher(Files.readString(Path.of("../docs/server-api.md")))
                .results()
                .filter(match -> match.group(1).equals(language))
                .map(match -> match.group(2))
                .findFirst()
                .orElseThrow()
                .replace(":8081", ":" + server.management().getPort());
    }

    private List<String> run(RunningServer server, List<?> command) throws Exception {
        try (Child child = Child.start(directory, command, Map.of("KEY", KEY))) {
            int code = child.exitCode();
            assertThat(code).describedAs(child.toString()).isZero();
            return child.out();
        }
    }
}
