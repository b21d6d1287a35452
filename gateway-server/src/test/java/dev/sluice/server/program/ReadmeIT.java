package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.server.config.ConfigLoader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The samples of README.md do what they say, taken from there. */
class ReadmeIT {
    private static final Path README = Path.of("../README.md");
    private static final Pattern SAMPLE = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");

    private static RunningServer server;
    private static String readme;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        server = Servers.start();
        readme = Files.readString(README);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void the_sample_for_a_browser_console_talks_in_the_room() throws Exception {
        Map<String, String> environment =
                Map.of("CHROMIUM", Tools.chromium().toString(), "CODE", sample("js", "from the console"));
        List<?> command = List.of(Tools.node(), "console.mjs", Servers.pageUrl(server, "/?room=elsewhere"));
        Listener other = Listener.join("/rooms/lobby");
        try (Child browser = Child.start(Tools.NODE_DIRECTORY, command, environment)) {
            assertThat(other.next()).isEqualTo("hello from the console");
            other.say("hello back");
            assertThat(browser.lineWith("hello")).isEqualTo("hello back");
        } finally {
            other.leave();
        }
    }

    @Test
    void the_sample_for_node_talks_in_the_room() throws Exception {
        // Node finds packages from the directory that code given on the command line runs in.
        List<?> command = List.of(Tools.node(), "--input-type=module", "--eval", sample("js", "from Node"));
        Listener other = Listener.join("/rooms/lobby");
        try (Child node = Child.start(Tools.NODE_DIRECTORY, command)) {
            assertThat(other.next()).isEqualTo("hello from Node");
            other.say("hello back");
            assertThat(node.line(0)).isEqualTo("hello back");
        } finally {
            other.leave();
        }
    }

    @Test
    void the_sample_for_python_talks_in_the_room() throws Exception {
        try (Child probe = Child.start(directory, List.of("sh", "-c", "python3 -c 'import websockets'"))) {
            if (probe.exitCode() != 0) {
                LoggerFactory.getLogger(ReadmeIT.class)
                        .warn("README's sample for Python was not run: python3 with websockets is not here");
                return;
            }
        }
        Listener other = Listener.join("/rooms/lobby");
        try (Child python = Child.start(directory, List.of("sh", "-c", sample("sh", "websockets ws:")))) {
            python.lineWith("Connected");
            python.say("hello from Python");
            assertThat(other.next()).isEqualTo("hello from Python");
        } finally {
            other.leave();
        }
    }

    @Test
    void the_envelope_answers_as_it_is_shown() throws Exception {
        List<String> lines = sample("", "\"type\":\"join\"").lines().toList();
        Listener client = Listener.join("/ws");
        String session = valueOf("session", client.next());
        for (String line : lines) {
            if (line.startsWith("→ ")) {
                client.say(line.substring(2));
            } else {
                String came = client.next();
                // What differs each time.
                String shown = line.substring(2).replace(valueOf("from", line), session);
                assertThat(came.replace(valueOf("epoch", came), valueOf("epoch", line)))
                        .isEqualTo(shown);
            }
        }
        client.leave();
    }

    @Test
    void the_sample_configuration_holds_the_defaults() throws Exception {
        Path file = Files.writeString(directory.resolve("gateway.yaml"), sample("yaml", "listen:"));
        assertThat(ConfigLoader.load(Optional.of(file), List.of(), Map.of()))
                .isEqualTo(ConfigLoader.load(Optional.empty(), List.of(), Map.of()));
    }

    @Test
    void the_key_and_the_variable_that_it_names_mean_the_same() throws Exception {
        assertThat(readme).contains("--set limits.message-bytes=256KiB", "`SLUICE_LIMITS_MESSAGE_BYTES=256KiB`");
        assertThat(ConfigLoader.load(Optional.empty(), List.of("limits.message-bytes=256KiB"), Map.of()))
                .isEqualTo(ConfigLoader.load(
                        Optional.empty(), List.of(), Map.of("SLUICE_LIMITS_MESSAGE_BYTES", "256KiB")));
    }

    @Test
    void the_curl_samples_answer() throws Exception {
        try (Child curl = Child.start(directory, List.of("sh", "-ec", sample("sh", "/metrics")))) {
            int code = curl.exitCode();
            assertThat(code).describedAs(curl.toString()).isZero();
            assertThat(curl.out())
                    .anyMatch(line -> line.startsWith("gateway_connections{"))
                    .contains("{\"status\":\"ready\"}");
        }
    }

    /** For a shorter time than there, with fewer connections, at a lower rate, and where the server of this test is. */
    @Test
    void the_load_commands_run() throws Exception {
        List<String> written = Pattern.compile("(?m)^\\./gateway (load [^#\\n]*)")
                .matcher(readme)
                .results()
                .map(match -> match.group(1).strip())
                .toList();
        assertThat(written).hasSize(6);
        for (String line : written) {
            String bounded = line.replaceAll(" --seconds \\d+", "")
                    .replaceAll("--connections \\d+", "--connections 20")
                    .replaceAll("--rate \\d+", "--rate 100");
            List<Object> command = new ArrayList<>(List.of(Tools.java(), "-jar", Tools.jar()));
            command.addAll(List.of(bounded.split(" +")));
            command.addAll(List.of("--seconds", "0.5", "--warmup", "0", "--url", Servers.socketUrl(server, "")));
            try (Child load = Child.start(directory, command)) {
                int code = load.exitCode();
                assertThat(code).describedAs(line + "\n" + load).isZero();
                assertThat(load.toString()).contains("connections");
            }
        }
        Metrics.of(server).await("gateway_memberships", 0);
    }

    @Test
    void files_that_it_refers_to_are_there() {
        Stream<String> links =
                Pattern.compile("\\]\\(([^):]+)\\)").matcher(readme).results().map(match -> match.group(1));
        assertThat(links).isNotEmpty().allSatisfy(link -> assertThat(README.resolveSibling(link))
                .exists());
    }

    /** The one sample in this language that holds this text, with the ports of the test's server in place of the default ones. */
    private static String sample(String language, String holding) {
        List<String> samples = SAMPLE.matcher(readme)
                .results()
                .filter(match ->
                        match.group(1).equals(language) && match.group(2).contains(holding))
                .map(match -> match.group(2))
                .toList();
        assertThat(samples).describedAs("samples with %s", holding).hasSize(1);
        if (language.equals("yaml")) {
            return samples.get(0);
        }
        return samples.get(0)
                .replace(":8080", ":" + server.gateway().address().getPort())
                .replace(":8081", ":" + server.management().getPort());
    }

    /** The value of a string field of a JSON text, or what occurs nowhere. */
    private static String valueOf(String field, String json) {
        Matcher value = Pattern.compile("\"" + field + "\":\"([^\"]*)\"").matcher(json);
        return value.find() ? value.group(1) : "\0";
    }

    /** The other side of a sample. */
    private static final class Listener implements WebSocket.Listener {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private WebSocket socket;

        static Listener join(String path) throws IOException {
            Listener listener = new Listener();
            listener.socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(Servers.socketUrl(server, path)), listener)
                    .join();
            return listener;
        }

        void say(String line) {
            socket.sendText(line, true).join();
        }

        String next() throws InterruptedException {
            String message = received.poll(50, TimeUnit.SECONDS);
            assertThat(message).describedAs("a message in time").isNotNull();
            return message;
        }

        void leave() throws InterruptedException {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            Metrics.of(server).await("gateway_memberships", 0);
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                received.add(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }
}
