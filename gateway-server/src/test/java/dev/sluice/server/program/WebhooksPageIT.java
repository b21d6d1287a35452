package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.testing.RawClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The sample of docs/webhooks.md believes the server, and nobody else. */
class WebhooksPageIT {
    private static final Pattern SAMPLE = Pattern.compile("(?ms)^```js\n(.*?)^```$");
    private static final String SECRET = "a secret of at least thirty-two bytes";

    @Test
    void the_sample_for_node_takes_what_is_signed() throws Exception {
        Matcher sample = SAMPLE.matcher(Files.readString(Path.of("../docs/webhooks.md")));
        assertThat(sample.find()).isTrue();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<?> command = List.of(Tools.node(), "--input-type=module", "--eval", sample.group(1));
        Map<String, String> environment = Map.of("WEBHOOK_SECRET", SECRET, "PORT", Integer.toString(port));
        String url = "webhooks.url=http://127.0.0.1:" + port;
        try (Child node = Child.start(Tools.NODE_DIRECTORY, command, environment)) {
            try (RunningServer other = Servers.start(url, "webhooks.secret=" + SECRET.replace('a', 'b'));
                    RunningServer server = Servers.start(url, "webhooks.secret=" + SECRET)) {
                RawClient.open(other.gateway(), "/rooms/forged").close();
                RawClient.open(server.gateway(), "/rooms/chat:lobby").close();
                assertThat(List.of(node.line(0), node.line(1), node.line(2), node.line(3)))
                        .anyMatch(line -> line.startsWith("session-opened "))
                        .anyMatch(line -> line.startsWith("session-closed "))
                        .contains("room-occupied chat:lobby", "room-vacated chat:lobby");
            }
            assertThat(node.out()).noneMatch(line -> line.contains("forged"));
        }
    }
}
