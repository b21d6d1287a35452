package dev.sluice.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.server.admin.ManagementServer;
import dev.sluice.server.admin.Readiness;
import dev.sluice.server.metric.Exporter;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server API of a real gateway, over real HTTP. */
final class ApiHost implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Gateway gateway;
    private final Exporter exporter;
    private final ManagementServer server;
    private final ServerApi api;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<RawClient> clients = new ArrayList<>();

    ApiHost(UnaryOperator<GatewayOptions.Builder> options, Access access, Duration patience) throws IOException {
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        gateway = Gateway.start(
                options.apply(GatewayOptions.builder().listen(free).lanes(2)).build());
        api = new ServerApi(gateway, access, patience);
        exporter = new Exporter(gateway::meters, gateway.transportName(), () -> false, Map.of());
        server = ManagementServer.start(free, gateway, new Readiness(), exporter, api);
    }

    static ApiHost open() throws IOException {
        return new ApiHost(options -> options, new Access(ApiKeys.NONE, true), PATIENCE);
    }

    Gateway gateway() {
        return gateway;
    }

    ServerApi api() {
        return api;
    }

    int port() {
        return server.address().getPort();
    }

    /** A WebSocket that is closed in the end. */
    RawClient client(String path) throws IOException {
        RawClient client = RawClient.open(gateway, path);
        clients.add(client);
        return client;
    }

    /** The id of an envelope session that has just been opened. */
    static String welcome(RawClient client) throws IOException {
        Matcher session = Pattern.compile("\"session\":\"([^\"]*)\"")
                .matcher(client.readFrame().text());
        assertThat(session.find()).isTrue();
        return session.group(1);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(PATIENCE);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return post(path, "application/json", BodyPublishers.ofString(json));
    }

    HttpResponse<String> post(String path, String contentType, BodyPublisher body)
            throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", contentType).POST(body));
    }

    /** Whether an answer is a problem of this code, as every problem has to be. */
    static void assertProblem(HttpResponse<String> answer, ProblemCode code) {
        assertThat(answer.body())
                .startsWith("{\"type\":\"urn:sluice:problem:" + code.text() + "\",\"title\":\"" + code.title()
                        + "\",\"status\":" + code.status() + ",\"detail\":\"")
                .endsWith("\",\"code\":\"" + code.text() + "\"}\n");
        assertThat(answer.statusCode()).isEqualTo(code.status());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    /** Whether an answer is this object. */
    static void assertJson(HttpResponse<String> answer, String json) {
        assertThat(answer.body()).isEqualTo(json + "\n");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Override
    public void close() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        server.close();
        exporter.close();
        gateway.close();
    }
}
