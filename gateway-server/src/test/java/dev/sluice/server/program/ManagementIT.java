package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.server.admin.ManagementServer;
import dev.sluice.server.admin.Readiness;
import dev.sluice.server.api.ApiKeys;
import dev.sluice.server.api.ServerApi;
import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.server.metric.Exporter;
import dev.sluice.testing.RawClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What balancers and orchestrators ask the management port. */
class ManagementIT {
    private static final InetSocketAddress FREE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void a_server_that_serves_is_alive_and_ready() throws Exception {
        try (RunningServer server = Servers.start()) {
            InetSocketAddress management = server.management();
            assertAnswer(get(management, "/livez"), 200, "{\"status\":\"alive\"}\n");
            assertAnswer(get(management, "/readyz"), 200, "{\"status\":\"ready\"}\n");
            assertThat(get(management, "/").body()).contains("/metrics", "/livez", "/readyz");
        }
    }

    @Test
    void livez_says_so_while_a_lane_is_stuck() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        GatewayOptions options = GatewayOptions.builder()
                .listen(FREE)
                .lanes(2)
                .conversation("/block", session -> (kind, payload) -> awaitOnLane(release))
                .build();
        Readiness readiness = new Readiness();
        try (Gateway gateway = Gateway.start(options);
                Exporter exporter = exporterOf(gateway);
                ManagementServer management = ManagementServer.start(
                        FREE, gateway, readiness, exporter, new ServerApi(gateway, ApiKeys.NONE, FREE));
                RawClient client = RawClient.open(gateway, "/block")) {
            try {
                assertThat(get(management.address(), "/livez").statusCode()).isEqualTo(200);
                client.sendText("block");
                Await.until("livez fails", () -> statusOf(management, "/livez") == 503);
                assertAnswer(get(management.address(), "/livez"), 503, "{\"status\":\"stuck\"}\n");
                // What does not need the lanes still answers.
                assertThat(get(management.address(), "/metrics").statusCode()).isEqualTo(200);
            } finally {
                release.countDown();
            }
            Await.until("livez recovers", () -> statusOf(management, "/livez") == 200);
        }
    }

    @Test
    void readyz_names_the_state() throws Exception {
        Readiness readiness = new Readiness();
        try (Gateway gateway =
                        Gateway.start(GatewayOptions.builder().listen(FREE).build());
                Exporter exporter = exporterOf(gateway);
                ManagementServer management = ManagementServer.start(
                        FREE, gateway, readiness, exporter, new ServerApi(gateway, ApiKeys.NONE, FREE))) {
            assertAnswer(get(management.address(), "/readyz"), 503, "{\"status\":\"starting\"}\n");
            readiness.become(Readiness.State.READY);
            assertAnswer(get(management.address(), "/readyz"), 200, "{\"status\":\"ready\"}\n");
        }
    }

    @Test
    void a_full_server_sends_balancers_elsewhere_until_there_is_room() throws Exception {
        try (RunningServer server = Servers.start("limits.connections=1", "liveness.ping-interval=1h")) {
            try (RawClient client = RawClient.open(server.gateway(), "/echo")) {
                assertAnswer(get(server.management(), "/readyz"), 503, "{\"status\":\"overloaded\"}\n");
                assertThat(client.sendText("x").readFrame().text()).isEqualTo("x");
            }
            Await.until("room", () -> !server.gateway().isFull());
            assertAnswer(get(server.management(), "/readyz"), 200, "{\"status\":\"ready\"}\n");
        }
    }

    @Test
    void a_server_that_stops_is_not_ready_and_says_that_it_drains() throws Exception {
        RunningServer server = Servers.start();
        InetSocketAddress management = server.management();
        CompletableFuture<Void> stop;
        // As long as this client does not answer the close frame, the stop waits for it.
        try (RawClient client = RawClient.open(server.gateway(), "/echo")) {
            Metrics.of(server).await("gateway_connections_opened_total", 1);
            stop = CompletableFuture.runAsync(server::close);
            assertThat(client.readFrame().closeCode()).isEqualTo(1012);
            assertAnswer(get(management, "/readyz"), 503, "{\"status\":\"draining\"}\n");
            assertThat(get(management, "/livez").statusCode()).isEqualTo(200);
            assertThat(get(management, "/metrics").body()).contains("gateway_draining 1.0");
        }
        stop.join();
    }

    @Test
    void the_metrics_come_as_open_metrics_to_whom_asks_for_it() throws Exception {
        try (RunningServer server = Servers.start()) {
            HttpResponse<String> plain = get(server.management(), "/metrics");
            assertThat(plain.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(plain.body()).doesNotContain("# EOF");
            // As Prometheus itself asks.
            HttpRequest request = HttpRequest.newBuilder(uri(server.management(), "/metrics"))
                    .header(
                            "Accept",
                            "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1")
                    .build();
            HttpResponse<String> open = http.send(request, BodyHandlers.ofString());
            assertThat(open.headers().firstValue("Content-Type"))
                    .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
            assertThat(open.body())
                    .endsWith("# EOF\n")
                    .contains("# TYPE gateway_connections_opened counter\n")
                    .contains("gateway_connections_opened_total 0.0\n");
        }
    }

    @Test
    void other_paths_and_methods_are_refused() throws Exception {
        try (RunningServer server = Servers.start()) {
            HttpResponse<String> unknown = get(server.management(), "/metric");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.body()).contains("/metrics");
            assertThat(get(server.management(), "/metrics/").statusCode()).isEqualTo(404);
            for (String path : new String[] {"/metrics", "/livez", "/readyz"}) {
                HttpRequest post = HttpRequest.newBuilder(uri(server.management(), path))
                        .POST(BodyPublishers.ofString("please"))
                        .build();
                HttpResponse<String> refused = http.send(post, BodyHandlers.ofString());
                assertThat(refused.statusCode()).isEqualTo(405);
                assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
            }
        }
    }

    @Test
    void head_answers_as_get_does_but_for_the_body() throws Exception {
        try (RunningServer server = Servers.start()) {
            for (String path : new String[] {"/metrics", "/livez", "/readyz", "/", "/nowhere"}) {
                HttpRequest request = HttpRequest.newBuilder(uri(server.management(), path))
                        .method("HEAD", BodyPublishers.noBody())
                        .build();
                HttpResponse<String> head = http.send(request, BodyHandlers.ofString());
                HttpResponse<String> get = get(server.management(), path);
                assertThat(head.statusCode()).isEqualTo(get.statusCode());
                assertThat(head.body()).isEmpty();
                assertThat(head.headers().firstValue("Content-Type"))
                        .isEqualTo(get.headers().firstValue("Content-Type"));
            }
        }
    }

    private static void awaitOnLane(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Exporter exporterOf(Gateway gateway) {
        return new Exporter(gateway::meters, gateway.transportName(), () -> false, Map.of());
    }

    private static void assertAnswer(HttpResponse<String> answer, int status, String body) {
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    }

    private int statusOf(ManagementServer management, String path) {
        try {
            return get(management.address(), path).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> get(InetSocketAddress address, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(address, path)).build(), BodyHandlers.ofString());
    }

    private static URI uri(InetSocketAddress address, String path) {
        return URI.create("http://127.0.0.1:" + address.getPort() + path);
    }
}
