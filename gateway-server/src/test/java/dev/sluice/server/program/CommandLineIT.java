package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar and its launcher as processes: what they print, where, and with which exit code. */
class CommandLineIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ROOMS = Pattern.compile("ws://(127\\.0\\.0\\.1:[0-9]+)/rooms/NAME");

    /** What the launcher calls, apart from a JVM. */
    private static final List<String> TOOLS =
            List.of("dirname", "readlink", "sed", "head", "find", "tail", "mkdir", "rm", "getconf", "cat");

    @TempDir
    Path directory;

    @Test
    void version_says_what_would_run_here() throws Exception {
        try (Child child = sluice("version")) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.err()).isEmpty();
            assertThat(child.out()).hasSize(4);
            assertThat(child.out().get(0)).matches("sluice \\S+, commit (unknown|[0-9a-f]{12}(-dirty)?)");
            assertThat(child.out().get(1)).isEqualTo("JDK " + Runtime.version());
            assertThat(child.out().get(2)).matches("transport (io_uring|epoll|nio).*");
            assertThat(child.out().get(3)).matches("TLS by (BoringSSL|JDK \\(.+\\))");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "serve --version", "check-config -V"})
    void a_command_of_the_server_knows_its_version(String line) throws Exception {
        try (Child child = sluice(line.split(" "))) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.out()).singleElement().asString().startsWith("sluice ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "help", "serve --help", "help serve"})
    void help_is_no_mistake(String line) throws Exception {
        try (Child child = sluice(line.split(" "))) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.err()).isEmpty();
            assertThat(child.out().get(0)).startsWith("Usage: gateway");
        }
    }

    @Test
    void a_sound_configuration_is_ok() throws Exception {
        Path file = Files.writeString(directory.resolve("sound.yaml"), "lanes: 2\nlimits: { message-bytes: 1MiB }\n");
        try (Child child = sluice("check-config", file.toString())) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.out()).containsExactly("ok");
            assertThat(child.err()).isEmpty();
        }
    }

    @Test
    void every_problem_of_a_configuration_is_told_with_its_place() throws Exception {
        Path file = Files.writeString(directory.resolve("bad.yaml"), """
                listen: 8080
                lanez: 2
                limits: { message-bytes: abc, fragments: -1 }
                liveness:
                  ping-interval: 0s
                echo: maybe
                """);
        try (Child child = sluice("check-config", file.toString())) {
            assertThat(child.exitCode()).isEqualTo(2);
            assertThat(child.out()).isEmpty();
            assertThat(child.err())
                    .extracting(problem -> problem.substring(
                            file.toString().length(), problem.indexOf(": ", problem.indexOf(": ") + 1)))
                    .containsExactly(
                            ":1:9: listen",
                            ":2:1: lanez",
                            ":3:26: limits.message-bytes",
                            ":3:42: limits.fragments",
                            ":5:18: liveness.ping-interval",
                            ":6:7: echo");
            assertThat(child.err()).allMatch(problem -> problem.startsWith(file + ":"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"listen", "management"})
    void a_port_in_use_is_one_line(String key) throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String other = key.equals("listen") ? "management" : "listen";
            String taken = "127.0.0.1:" + holder.getLocalPort();
            try (Child child = sluice("serve", "--set", key + "=" + taken, "--set", other + "=127.0.0.1:0")) {
                assertThat(child.exitCode()).isEqualTo(2);
                assertThat(child.out()).isEmpty();
                assertThat(child.err())
                        .singleElement()
                        .asString()
                        .startsWith("gateway: port " + holder.getLocalPort() + " on 127.0.0.1 is in use")
                        .contains("--set " + key + "=");
            }
        }
    }

    @Test
    void a_file_that_cannot_be_read_is_one_line() throws Exception {
        assertMistake("gateway: " + directory.resolve("none.yaml") + ": no such file", "-c", directory + "/none.yaml");
        assertMistake("gateway: " + directory + ": a directory, not a file", "--config", directory.toString());
    }

    @Test
    void a_bad_key_is_one_line_with_a_hint() throws Exception {
        assertMistake("gateway: --set lanez: unknown key; did you mean lanes?", "--set", "lanez=3");
    }

    @Test
    void listening_beyond_loopback_has_to_be_meant() throws Exception {
        try (Child child = sluice("serve", "--set", "listen=0.0.0.0:0", "--set", "management=127.0.0.1:0")) {
            assertThat(child.exitCode()).isEqualTo(2);
            assertThat(child.err()).singleElement().asString().contains("0.0.0.0:0", "auth.mode: none");
        }
        String[] meant = {"--set", "listen=0.0.0.0:0", "--set", "management=127.0.0.1:0", "--set", "auth.mode=none"};
        try (Child child = sluice(meant)) {
            child.lineWith("is ready");
        }
    }

    @Test
    void what_is_mistyped_gets_a_hint() throws Exception {
        try (Child child = sluice("serv")) {
            assertThat(child.exitCode()).isEqualTo(2);
            assertThat(child.err()).anyMatch(line -> line.contains("Did you mean: gateway serve"));
        }
        try (Child child = sluice("serve", "--confg", "x.yaml")) {
            assertThat(child.exitCode()).isEqualTo(2);
            assertThat(child.err().get(0)).contains("--confg");
            assertThat(child.err()).anyMatch(line -> line.contains("--config"));
        }
    }

    @Test
    void sigterm_tells_the_clients_to_come_back_and_is_no_failure() throws Exception {
        try (Child child =
                sluice("--set", "listen=127.0.0.1:0", "--set", "management=127.0.0.1:0", "--set", "drain.grace=0s")) {
            Matcher rooms = ROOMS.matcher(child.lineWith("/rooms/NAME"));
            assertThat(rooms.find()).isTrue();
            child.lineWith("Ctrl-C stops");
            URI uri = URI.create("ws://" + rooms.group(1) + "/rooms/lobby");
            Closed closed = new Closed();
            HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(uri, closed)
                    .join();
            child.terminate();
            assertThat(closed.code.join()).isEqualTo(1012);
            assertThat(child.exitCode()).isZero();
            assertThat(child.out().get(0)).startsWith("Sluice ").contains("is ready");
            assertThat(child.err()).allMatch(line -> line.contains(" INFO "));
        }
    }

    @Test
    void the_launcher_runs_the_jar() throws Exception {
        Tools.jar(); // there, or the launcher would build it
        try (Child child = Child.start(directory, List.of(ROOT.resolve("gateway"), "version"))) {
            assertThat(child.exitCode()).describedAs(child.toString()).isZero();
            assertThat(child.out().get(0)).startsWith("sluice ");
            assertThat(child.err()).isEmpty();
        }
    }

    /** As on a fresh machine: a copy of the launcher without a jar, whose usual places are not there. */
    @Test
    void without_a_jdk_the_launcher_says_what_to_install() throws Exception {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        for (String tool : TOOLS) {
            Path program = Tools.onPath(tool).orElseThrow();
            Path stub = Files.writeString(bin.resolve(tool), "#!/bin/sh\nexec " + program + " \"$@\"\n");
            Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwx------"));
        }
        String elsewhere = Files.readString(ROOT.resolve("gateway"))
                .replaceAll("(?<= )/(usr/lib|usr/lib64|usr/java|usr/local|opt|Library)/", "/nonexistent/");
        Path launcher = Files.writeString(directory.resolve("gateway"), elsewhere);
        Map<String, String> environment =
                Map.of("PATH", bin.toString(), "HOME", directory.toString(), "JAVA_HOME", "", "SDKMAN_DIR", "");
        try (Child child = Child.start(directory, List.of("/bin/sh", launcher, "version"), environment)) {
            assertThat(child.exitCode()).describedAs(child.toString()).isEqualTo(3);
            assertThat(child.out()).isEmpty();
            assertThat(child.err())
                    .anyMatch(line -> line.contains("no JDK 17 or newer found") && line.contains("apt install"));
        }
    }

    private void assertMistake(String line, String... arguments) throws Exception {
        try (Child child = sluice(arguments)) {
            assertThat(child.exitCode()).isEqualTo(2);
            assertThat(child.out()).isEmpty();
            assertThat(child.err()).containsExactly(line);
        }
    }

    private Child sluice(String... arguments) throws IOException {
        // The optimizing compiler does not pay off in a second.
        List<Object> command = new ArrayList<>(List.of(Tools.java(), "-XX:TieredStopAtLevel=1", "-jar", Tools.jar()));
        command.addAll(List.of(arguments));
        return Child.start(directory, command);
    }

    /** Remembers the close code that the server sent. */
    private static final class Closed implements WebSocket.Listener {
        private final CompletableFuture<Integer> code = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            code.complete(statusCode);
            return null;
        }
    }
}
