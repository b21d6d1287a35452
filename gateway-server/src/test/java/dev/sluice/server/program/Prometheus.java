package dev.sluice.server.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real Prometheus that scrapes one server, and goes by rules. */
final class Prometheus implements AutoCloseable {
    private static final String CONFIGURATION = """
            global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
            rule_files: [%s]
            scrape_configs:
              - job_name: sluice
                static_configs: [{ targets: ["127.0.0.1:%d"] }]
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Child child;
    private final int port;

    private Prometheus(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param directory for its configuration and what it remembers
     * @param target the management port that it scrapes
     * @param rules the files of its rules
     */
    static Prometheus start(Path directory, int target, List<Path> rules) throws Exception {
        String files =
                String.join(", ", rules.stream().map(file -> "\"" + file + "\"").toList());
        Path configuration =
                Files.writeString(directory.resolve("prometheus.yml"), CONFIGURATION.formatted(files, target));
        int port = freePort();
        List<?> command = List.of(
                Tools.prometheus(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port);
        Prometheus prometheus = new Prometheus(Child.start(directory, command), port);
        Await.until("Prometheus answers", () -> {
            if (!prometheus.child.isRunning()) {
                throw new AssertionError(prometheus.child);
            }
            return prometheus.isReady();
        });
        return prometheus;
    }

    /** The series that an expression gives now, each with {@code metric} and {@code value}; fails if it is none. */
    JsonNode query(String expression) {
        return data("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .get("result");
    }

    /** The groups of rules, with the health of each rule. */
    JsonNode ruleGroups() {
        return data("rules").get("groups");
    }

    @Override
    public void close() throws InterruptedException {
        child.close();
    }

    private boolean isReady() {
        try {
            return get("/-/ready").startsWith("Prometheus Server is Ready");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private JsonNode data(String path) {
        try {
            JsonNode answer = new ObjectMapper().readTree(get("/api/v1/" + path));
            if (!answer.get("status").asText().equals("success")) {
                throw new AssertionError(path + "\n" + answer);
            }
            return answer.get("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String get(String path) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
