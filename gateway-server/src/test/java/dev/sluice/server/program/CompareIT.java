package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The comparison, quickly: every server delivers everything, and the report holds them all. It never fails for being slow. */
class CompareIT {
    private static final List<String> WORKLOADS = List.of(
            "echo-50x1",
            "echo-50x16",
            "echo-1000x1",
            "fan-1000x1",
            "fan-1000x8",
            "rooms-100x10",
            "latency",
            "connect",
            "idle-5000");
    private static final Path PEERS = Path.of("../gateway-bench/peers/target/gateway-peers.jar");

    @TempDir
    Path directory;

    @Test
    @Timeout(300)
    void every_server_delivers_everything_and_is_in_the_report() throws Exception {
        List<String> servers = new ArrayList<>(List.of("sluice", "sluice-nio"));
        if (Files.exists(PEERS)) {
            servers.addAll(List.of("netty", "undertow", "jetty", "vertx"));
        } else {
            System.err.println("Compared without the peers: ./mvnw verify -Dpeers builds them");
        }
        List<String> said = compare(
                "--quick",
                "--seconds",
                "0.2",
                "--warmup",
                "0.1",
                "--servers",
                String.join(",", servers),
                "--out",
                "out");
        assertThat(said).noneMatch(line -> line.contains("FAILED"));

        String json = Files.readString(directory.resolve("out/results.json"));
        Set<String> expected = new HashSet<>();
        servers.forEach(server -> WORKLOADS.forEach(workload -> expected.add(server + " " + workload + " true")));
        assertThat(measurements(json)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(json).contains("\"kernel\"", "\"jdk\"", "\"cpu\"", "commit");

        String html = Files.readString(directory.resolve("out/report.html"));
        WORKLOADS.forEach(workload -> assertThat(html).contains("<section id=\"" + workload + "\">"));
        assertThat(html.split("<th scope=\"row\">", -1)).hasSize(servers.size() * WORKLOADS.size() + 1);
        assertThat(html).doesNotContain("<script", "src=", "href=\"http", "url(", "@import"); // it loads nothing
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".svg"))).isNotEmpty();
        }

        compare(
                "--quick",
                "--seconds",
                "0.1",
                "--warmup",
                "0",
                "--append",
                "--servers",
                "sluice",
                "--workloads",
                "echo-50x1",
                "--out",
                "out");
        assertThat(measurements(Files.readString(directory.resolve("out/results.json"))))
                .hasSize(expected.size() + 1);
    }

    @Test
    void a_server_or_workload_that_is_not_there_is_named() throws Exception {
        try (Child compare = start("--servers", "nginx")) {
            assertThat(compare.exitCode()).isEqualTo(2);
            assertThat(compare.err()).hasSize(1).first().asString().contains("no server nginx", "undertow");
        }
        try (Child compare = start("--workloads", "latency")) {
            assertThat(compare.exitCode()).isEqualTo(2);
            assertThat(compare.err()).hasSize(1).first().asString().contains("--rate");
        }
    }

    private List<String> compare(String... arguments) throws Exception {
        try (Child compare = start(arguments)) {
            while (compare.isRunning()) {
                Thread.sleep(100); // as long as it takes
            }
            int code = compare.exitCode();
            assertThat(code).describedAs(compare.toString()).isZero();
            assertThat(compare.out()).singleElement().asString().startsWith("The report is ");
            return compare.err();
        }
    }

    private Child start(String... arguments) throws Exception {
        List<Object> command = new ArrayList<>(List.of(Tools.java(), "-jar", Tools.jar(), "compare"));
        command.addAll(List.of(arguments));
        return Child.start(directory, command);
    }

    /** Each as {@code server workload ok}. */
    private static List<String> measurements(String json) throws Exception {
        List<String> found = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            String server = "";
            String workload = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String name = parser.currentName();
                if (token == JsonToken.VALUE_STRING && "server".equals(name)) {
                    server = parser.getText();
                } else if (token == JsonToken.VALUE_STRING && "workload".equals(name)) {
                    workload = parser.getText();
                } else if (token.isBoolean() && "ok".equals(name)) {
                    found.add(server + " " + workload + " " + parser.getText());
                }
            }
        }
        return found;
    }
}
