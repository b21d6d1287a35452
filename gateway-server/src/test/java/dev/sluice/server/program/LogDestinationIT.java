package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the log goes may fail: traffic goes on all the same, and so does the end. */
@Execution(ExecutionMode.CONCURRENT)
class LogDestinationIT {
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:([0-9]+)");

    /** Each a line at DEBUG: more than a pipe and the queue before it hold together. */
    private static final int REFUSED = 6000;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    /** A full disk, a closed descriptor, and a pipe that is open and that nobody reads. */
    @ParameterizedTest
    @ValueSource(strings = {"2>/dev/full", "2>&-", "2<>pipe"})
    void a_log_that_cannot_be_written_stops_nothing(String redirection) throws Exception {
        try (Child child = serve(redirection, "--set", "log.level=debug", "--set", "drain.grace=0s")) {
            int port = port(child.lineWith("/rooms/NAME"));
            int management = port(child.lineWith("/metrics"));
            Echo echo = new Echo();
            URI uri = URI.create("ws://127.0.0.1:" + port + "/echo");
            WebSocket socket = http.newWebSocketBuilder().buildAsync(uri, echo).join();
            for (int i = 0; i < REFUSED; i++) {
                refuse(port);
                if (i % 100 == 0) {
                    socket.sendText("message " + i, true).join();
                    assertThat(echo.received.poll(30, TimeUnit.SECONDS)).isEqualTo("message " + i);
                }
            }
            assertThat(get(management, "/livez")).contains("alive");
            assertThat(get(management, "/metrics"))
                    .containsPattern("gateway_log_events_dropped_total [1-9]")
                    .contains("gateway_handshakes_total{result=\"not-found\"} " + REFUSED + ".0");
            child.terminate();
            assertThat(child.exitCode()).isZero();
            assertThat(child.err()).isEmpty();
        }
    }

    @Test
    void when_it_works_again_the_log_says_how_much_was_lost() throws Exception {
        try (Child child = serve("2<>pipe", "--set", "log.level=debug")) {
            int port = port(child.lineWith("/rooms/NAME"));
            for (int i = 0; i < REFUSED; i++) {
                refuse(port);
            }
            int refusals = 0;
            try (BufferedReader log = Files.newBufferedReader(directory.resolve("pipe"))) {
                String line = log.readLine();
                for (; !line.contains("Log events were lost"); line = log.readLine()) {
                    refusals += line.contains("Refused") ? 1 : 0;
                }
                assertThat(line).endsWith("lost=" + (REFUSED - refusals));
            }
            child.terminate();
            assertThat(child.exitCode()).isZero();
        }
    }

    /** Nobody gets to see the banner; the log says the same. */
    @ParameterizedTest
    @ValueSource(strings = {"1>/dev/full", "1>&-"})
    void a_banner_that_cannot_be_written_stops_nothing(String redirection) throws Exception {
        try (Child child = serve(redirection)) {
            String ready = errorLine(child, "Ready");
            Matcher management =
                    Pattern.compile("management=127\\.0\\.0\\.1:([0-9]+)").matcher(ready);
            assertThat(management.find()).isTrue();
            assertThat(get(Integer.parseInt(management.group(1)), "/livez")).contains("alive");
            child.terminate();
            assertThat(child.exitCode()).isZero();
            assertThat(child.err()).last().asString().endsWith("Stopped cut=0");
        }
    }

    @Test
    void the_log_of_a_session_can_be_read_aloud() throws Exception {
        try (Child child = serve("", "--set", "lanes=2", "--set", "drain.grace=0s")) {
            int port = port(child.lineWith("/rooms/NAME"));
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/echo"), new Echo())
                    .join();
            child.terminate();
            assertThat(child.exitCode()).isZero();
            assertThat(socket.isInputClosed()).isTrue();
            List<String> lines = child.err().stream()
                    .map(line -> line.replaceFirst("^20\\S+Z ", "")
                            .replaceAll("=(127.0.0.1:)?[0-9]{2,}(?![0-9.])", "=$1N")
                            .replaceAll("(version|commit|jdk|transport)=(\"[^\"]*\"|\\S+)", "$1=X"))
                    .toList();
            assertThat(lines)
                    .containsExactly(
                            "INFO  RunningServer: Started version=X commit=X jdk=X pid=N",
                            "INFO  RunningServer: Configuration: the defaults, but for"
                                    + " listen=127.0.0.1:0 management=127.0.0.1:0 lanes=2 drain.grace=0h",
                            "INFO  RunningServer: Ready; rooms are open to everyone who can reach the port"
                                    + " listen=127.0.0.1:N management=127.0.0.1:N api=open transport=X lanes=2 tls=off"
                                    + " most-connections=N",
                            "INFO  ServerDrain: Draining: /readyz answers 503; a second signal hastens clients=1 grace=0ms",
                            "INFO  ServerDrain: Draining: clients are let go clients=1 seconds=0",
                            "INFO  ServerDrain: Drained clients=1 left=0",
                            "INFO  RunningServer: Stopping",
                            "INFO  RunningServer: Stopped cut=0");
        }
    }

    @Test
    void collectors_get_objects() throws Exception {
        try (Child child = serve("", "--set", "log.format=json")) {
            child.lineWith("/metrics"); // said once signals are heeded
            child.terminate();
            assertThat(child.exitCode()).isZero();
            assertThat(child.err())
                    .hasSize(5)
                    .allMatch(line -> line.startsWith("{\"timestamp\":\"20") && line.endsWith("}"));
            assertThat(child.err().get(1)).contains("\"log.format\":\"json\"");
            assertThat(child.err().get(4)).contains("\"message\":\"Stopped\",\"cut\":0}");
        }
    }

    private Child serve(String redirection, String... arguments) throws IOException {
        List<Object> command = new ArrayList<>(List.of("sh", "-c", "mkfifo pipe; exec \"$@\" " + redirection, "sh"));
        command.addAll(List.of(Tools.java(), "-XX:TieredStopAtLevel=1", "-jar", Tools.jar(), "serve"));
        command.addAll(List.of("--set", "listen=127.0.0.1:0", "--set", "management=127.0.0.1:0"));
        command.addAll(List.of(arguments));
        return Child.start(directory, command);
    }

    private static String errorLine(Child child, String text) throws InterruptedException {
        Await.until(text, () -> child.err().stream().anyMatch(line -> line.contains(text)));
        return child.err().stream()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElseThrow();
    }

    private static int port(String line) {
        Matcher port = PORT.matcher(line);
        assertThat(port.find()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    private static void refuse(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            String request = "GET /nowhere HTTP/1.1\r\nHost: x\r\nUser-Agent: " + "x".repeat(300) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 404");
        }
    }

    private String get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    /** Keeps what comes back. */
    private static final class Echo implements WebSocket.Listener {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            received.add(text.toString());
            socket.request(1);
            return null;
        }
    }
}
