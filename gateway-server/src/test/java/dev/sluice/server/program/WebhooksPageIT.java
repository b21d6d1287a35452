package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.auth.SigningKey;
import dev.sluice.server.auth.TrialToken;
import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.testing.RawClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The samples of docs/webhooks.md believe the server, and nobody else, and say who may come in. */
class WebhooksPageIT {
    private static final String SECRET = "a secret of at least thirty-two bytes";

    @Test
    void the_sample_for_node_takes_what_is_signed() throws Exception {
        Path node = Tools.node();
        takesWhatIsSigned(List.of(node, "--input-type=module", "--eval", sample("js")));
    }

    @Test
    void the_sample_for_python_does_too() throws Exception {
        Path python = Tools.python();
        takesWhatIsSigned(List.of(python, "-c", sample("python")));
    }

    private static void takesWhatIsSigned(List<?> command) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Map<String, String> environment = Map.of("WEBHOOK_SECRET", SECRET, "PORT", Integer.toString(port));
        String url = "webhooks.url=http://127.0.0.1:" + port;
        String secret = "webhooks.secret=" + SECRET;
        try (Child backend = Child.start(Tools.TARGET, command, environment)) {
            try (RunningServer other = Servers.start(url, secret + " not");
                    RunningServer server = Servers.start(url, secret)) {
                RawClient.open(other.gateway(), "/rooms/forged").close();
                RawClient.open(server.gateway(), "/rooms/chat:lobby").close();
                assertThat(List.of(backend.line(0), backend.line(1), backend.line(2), backend.line(3)))
                        .anyMatch(line -> line.startsWith("session-opened "))
                        .anyMatch(line -> line.startsWith("session-closed "))
                        .contains("room-occupied chat:lobby", "room-vacated chat:lobby");
            }
            assertThat(backend.out()).noneMatch(line -> line.contains("forged"));
            try (RunningServer asking = Servers.start(
                    url, secret, "webhooks.connect=true", "auth.mode=jwt", "auth.hmac-secret=" + SECRET)) {
                assertThat(statusOf(asking, "mallory")).contains(" 401 ");
                assertThat(statusOf(asking, "ann")).contains(" 101 ");
            }
            asksAboutMessages(port);
        }
    }

    private static void asksAboutMessages(int port) throws Exception {
        Path config = Files.writeString(
                Files.createTempFile("asking", ".yaml"),
                "webhooks: { url: \"http://127.0.0.1:" + port + "\", secret: \"" + SECRET + "\" }\n"
                        + "namespaces: [{ name: chat, ask-publish: true }]\n");
        try (RunningServer server = Servers.start(config);
                RawClient client = RawClient.open(server.gateway(), "/ws")) {
            client.readFrame();
            client.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"chat:lobby\"}");
            assertThat(client.readFrame().text()).contains("\"joined\"");
            publish(client, 2, "all the spam of today");
            assertThat(client.readFrame().text()).contains("\"id\":2,\"code\":\"forbidden\"");
            publish(client, 3, "hello");
            assertThat(client.readFrame().text()).startsWith("{\"type\":\"published\",\"id\":3,");
            assertThat(client.readFrame().text()).endsWith("\"data\":{\"text\":\"hello\"}}");
            Metrics.of(server).await("gateway_publish_checks_total{result=\"denied\"}", 1);
            Metrics.of(server).await("gateway_publish_checks_total{result=\"allowed\"}", 1);
        } finally {
            Files.delete(config);
        }
    }

    private static void publish(RawClient client, int id, String text) throws Exception {
        client.sendText("{\"type\":\"publish\",\"id\":" + id + ",\"room\":\"chat:lobby\",\"data\":{\"text\":\"" + text
                + "\"}}");
    }

    private static String statusOf(RunningServer server, String user) throws Exception {
        TrialToken token = new TrialToken(
                user, List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        String signed = token.sign(SigningKey.ofSecret(SECRET), Instant.now(), Duration.ofMinutes(10));
        try (RawClient client = RawClient.connect(server.gateway())) {
            client.say(
                    RawClient.request("/ws").replace("\r\n\r\n", "\r\nAuthorization: Bearer " + signed + "\r\n\r\n"));
            return client.readHead().get(0);
        }
    }

    private static String sample(String language) throws Exception {
        Matcher sample = Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                .matcher(Files.readString(Path.of("../docs/webhooks.md")));
        assertThat(sample.find()).isTrue();
        return sample.group(1);
    }
}
