package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process, whose namespaces are written anew while clients are in its rooms. */
class NamespaceReloadIT {
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:([0-9]+)/");
    private static final String PORTS = """
            listen: 127.0.0.1:0
            management: 127.0.0.1:0
            liveness: { ping-interval: 1h }
            """; // frames are read one by one

    @TempDir
    Path directory;

    @Test
    void a_hangup_takes_the_new_namespaces_drops_nobody_and_a_bad_file_changes_nothing() throws Exception {
        write("");
        try (Child child = serve()) {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port(child.lineWith("/rooms/NAME")));
            Metrics metrics = Metrics.at(port(child.lineWith("/metrics")));
            try (RawClient speaker = RawClient.open(address, "/rooms/news:a");
                    RawClient listener = RawClient.open(address, "/rooms/news:a")) {
                metrics.await("gateway_memberships", 2);
                speaker.sendText("before");
                assertThat(listener.readFrame().text()).isEqualTo("before");

                write("namespaces: [{ name: news, members: none }]\nclosed: maybe\n");
                child.signal("HUP");
                metrics.await("gateway_config_reloads_total{result=\"failed\"}", 1);
                assertThat(metrics.value("gateway_config_last_reload_successful"))
                        .isZero();
                speaker.sendText("as before");
                assertThat(listener.readFrame().text()).isEqualTo("as before");
                assertThat(status(address, "/rooms/lobby")).contains(" 101 ");

                write("lanes: 3\nnamespaces: [{ name: news, publish: backend }]\nclosed: true\n");
                child.signal("HUP");
                metrics.await("gateway_config_reloads_total{result=\"ok\"}", 1);
                assertThat(metrics.value("gateway_config_last_reload_successful"))
                        .isOne();
                assertThat(status(address, "/rooms/lobby")).contains(" 403 ");
                assertThat(status(address, "/rooms/news:b")).contains(" 101 ");
                assertThat(metrics.value("gateway_memberships")).isGreaterThanOrEqualTo(2);
                speaker.sendText("behind it");
                assertThat(speaker.readFrame().closeCode()).isEqualTo(4003);

                write("");
                child.signal("HUP");
                metrics.await("gateway_config_reloads_total{result=\"ok\"}", 2);
                try (RawClient other = RawClient.open(address, "/rooms/news:a")) {
                    other.sendText("again");
                    assertThat(listener.readFrame().text()).isEqualTo("again");
                }
            }
            child.awaitError("namespaces=news");
            child.awaitError(" WARN ", "keys=lanes");
            List<String> errors = child.err().stream()
                    .filter(line -> line.contains(" ERROR "))
                    .toList();
            assertThat(errors).hasSize(2).allMatch(line -> line.contains("the namespaces stay as they are"));
            assertThat(errors.get(0)).contains("gateway.yaml:4:37: namespaces.members: expected a whole number");
            assertThat(errors.get(1)).contains("gateway.yaml:5:9: closed: expected true or false");
        }
    }

    @Test
    void where_hangups_are_ignored_it_says_so() throws Exception {
        write("");
        try (Child child = serve("sh", "-c", "trap '' HUP; exec \"$@\"", "sh")) {
            child.lineWith("/metrics");
            child.awaitError("SIGHUP is ignored here, as by nohup");
        }
    }

    private Child serve(String... through) throws IOException {
        List<Object> command = new ArrayList<>(List.of(through));
        command.addAll(List.of(Tools.java(), "-XX:TieredStopAtLevel=1", "-jar", Tools.jar(), "-c", "gateway.yaml"));
        return Child.start(directory, command);
    }

    private void write(String rest) throws IOException {
        Files.writeString(directory.resolve("gateway.yaml"), PORTS + rest);
    }

    /** The first line of the answer to an opening handshake. */
    private static String status(InetSocketAddress address, String path) throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            return client.say(RawClient.request(path)).readHead().get(0);
        }
    }

    private static int port(String line) {
        Matcher port = PORT.matcher(line);
        assertThat(port.find()).describedAs(line).isTrue();
        return Integer.parseInt(port.group(1));
    }
}
