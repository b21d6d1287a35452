package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard and the rules ask for is there: a server with traffic, a real Prometheus that scrapes it, and every query. */
class DashboardIT {
    /** What a sound server without a certificate has nothing to say to. The collector may or may not have run so far. */
    private static final Set<String> MAY_BE_EMPTY =
            Set.of("Draining", "Certificate", "Certificate, last reload", "Collector's pauses");

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    @Timeout(240)
    void every_query_finds_numbers() throws Exception {
        List<Dashboard.Query> queries = Dashboard.read().queries();
        // Webhooks have metrics only where somebody is told; this backend is never there.
        try (RunningServer server = Servers.start(
                        "liveness.ping-interval=1s",
                        "webhooks.url=http://127.0.0.1:1/",
                        "webhooks.secret=0123456789012345678901234567890123456789");
                Prometheus prometheus =
                        Prometheus.start(directory, server.management().getPort(), Rules.files());
                Child load = Child.start(directory, load(server))) {
            server.reloadOnHangUp(Servers::defaults);
            Set<String> missing = new LinkedHashSet<>();
            try {
                Await.until("numbers for every query", () -> {
                    visit(server);
                    missing.clear();
                    for (Dashboard.Query query : queries) {
                        if (!hasNumber(prometheus.query(query.sent()))) {
                            missing.add(query.panel());
                        }
                    }
                    return !load.isRunning() || MAY_BE_EMPTY.containsAll(missing);
                });
            } catch (AssertionError e) {
                throw new AssertionError("no numbers for " + missing, e);
            }
            assertThat(MAY_BE_EMPTY).containsAll(missing);
            rulesAreSound(prometheus);
        }
    }

    private static void rulesAreSound(Prometheus prometheus) throws InterruptedException {
        Await.until("every rule was evaluated", () -> rules(prometheus).stream()
                .noneMatch(rule -> rule.get("health").asText().equals("unknown")));
        List<JsonNode> rules = rules(prometheus);
        assertThat(rules).isNotEmpty().allSatisfy(rule -> assertThat(
                        rule.get("health").asText())
                .as(rule.toString())
                .isEqualTo("ok"));
        assertThat(rules)
                .filteredOn(rule -> rule.get("type").asText().equals("recording"))
                .isNotEmpty()
                .allSatisfy(rule -> Await.until(
                        rule.toString(),
                        () -> hasNumber(prometheus.query(rule.get("name").asText()))));
        assertThat(rules)
                .filteredOn(rule -> rule.get("type").asText().equals("alerting"))
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(rule.get("state").asText())
                        .as(rule.toString())
                        .isNotEqualTo("firing"));
    }

    private static List<JsonNode> rules(Prometheus prometheus) {
        List<JsonNode> rules = new ArrayList<>();
        prometheus.ruleGroups().forEach(group -> group.get("rules").forEach(rules::add));
        return rules;
    }

    private static boolean hasNumber(JsonNode series) {
        for (JsonNode one : series) {
            if (!one.get("value").get(1).asText().equals("NaN")) {
                return true;
            }
        }
        return false;
    }

    /** Members of rooms that talk, longer than the test should take. */
    private static List<?> load(RunningServer server) {
        List<Object> command = new ArrayList<>(List.of(Tools.java(), "-jar", Tools.jar(), "load", "fanout"));
        command.addAll(List.of("--connections", "20", "--rooms", "2", "--publishers", "2", "--rate", "50"));
        command.addAll(List.of("--warmup", "0", "--seconds", "120", "--url", Servers.socketUrl(server, "")));
        return command;
    }

    /** A client that comes and goes, and a backend that asks. */
    private void visit(RunningServer server) {
        try (RawClient client = RawClient.open(server.gateway(), "/echo")) {
            client.sendClose(1000);
            URI rooms = URI.create("http://127.0.0.1:" + server.management().getPort() + "/api/rooms");
            int status = http.send(HttpRequest.newBuilder(rooms).build(), BodyHandlers.discarding())
                    .statusCode();
            assertThat(status).isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
