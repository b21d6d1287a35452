package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.namespace.HistoryRules;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SlowConsumerPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The sample of docs/presence.md knows who is there. */
class PresencePageIT {
    private static final Pattern SAMPLE = Pattern.compile("(?ms)^```js\n(.*?)^```$");

    @Test
    void the_sample_for_node_follows_who_comes_and_goes() throws Exception {
        Matcher sample = SAMPLE.matcher(Files.readString(Path.of("../docs/presence.md")));
        assertThat(sample.find()).isTrue();
        RoomRules rules = new RoomRules(HistoryRules.NONE, true, true, SlowConsumerPolicy.DISCONNECT);
        GatewayOptions options = GatewayOptions.builder()
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .namespaces(new Namespaces(rules))
                .build();
        try (Gateway gateway = Gateway.start(options)) {
            String address = "127.0.0.1:" + gateway.address().getPort();
            String code = sample.group(1).replace("127.0.0.1:8080", address);
            List<?> command = List.of(Tools.node(), "--input-type=module", "--eval", code);
            try (Child node = Child.start(Tools.NODE_DIRECTORY, command)) {
                assertThat(node.line(0)).isEqualTo("1 of 1");
                WebSocket other = HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(URI.create("ws://" + address + "/rooms/chat:lobby"), new WebSocket.Listener() {})
                        .join();
                assertThat(node.line(1)).isEqualTo("2 of 2");
                other.abort();
                assertThat(node.line(2)).isEqualTo("1 of 1");
            }
        }
    }
}
