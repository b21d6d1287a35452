package dev.sluice.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.server.api.ApiKeys;
import dev.sluice.server.api.ServerApi;
import dev.sluice.server.metric.Exporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManagementServerTest {
    private static final InetSocketAddress FREE_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int SLOW_CLIENTS = 50;

    @Test
    void health_is_told_while_others_are_slow_with_their_requests() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (Gateway gateway =
                        Gateway.start(GatewayOptions.builder().listen(FREE_PORT).build());
                Exporter exporter = new Exporter(gateway::meters, gateway.transportName(), () -> false, Map.of());
                ManagementServer server = ManagementServer.start(
                        FREE_PORT,
                        gateway,
                        new Readiness(),
                        exporter,
                        new ServerApi(gateway, ApiKeys.NONE, FREE_PORT))) {
            for (int i = 0; i < SLOW_CLIENTS; i++) {
                slow.add(half("GET /metr", server.address()));
            }
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.address().getPort() + "/livez"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static Socket half(String request, InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
