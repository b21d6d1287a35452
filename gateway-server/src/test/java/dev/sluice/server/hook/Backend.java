package dev.sluice.server.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Somebody's server that takes webhooks, answers as it is told, and remembers what it has got. */
final class Backend implements AutoCloseable {
    /** One request, as it came. */
    record Got(String id, long timestamp, String signature, byte[] body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Got> requests = new ConcurrentLinkedQueue<>();
    private final List<String> events = new ArrayList<>();

    private volatile int status = 204;
    private volatile long delayMillis;

    Backend() throws IOException {
        this(0);
    }

    Backend(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/hook", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/hook");
    }

    int port() {
        return server.getAddress().getPort();
    }

    void answersWith(int code) {
        status = code;
    }

    void takesMillis(long millis) {
        delayMillis = millis;
    }

    List<Got> requests() {
        return List.copyOf(requests);
    }

    List<String> bodies() {
        return requests.stream()
                .map(got -> new String(got.body(), StandardCharsets.UTF_8))
                .toList();
    }

    /** What it has taken, each event by its type and what it is about. */
    List<String> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        requests.add(new Got(
                exchange.getRequestHeaders().getFirst("webhook-id"),
                Long.parseLong(exchange.getRequestHeaders().getFirst("webhook-timestamp")),
                exchange.getRequestHeaders().getFirst("webhook-signature"),
                body));
        try {
            Thread.sleep(delayMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int answer = status;
        if (answer == 204) {
            note(body);
        }
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    private void note(byte[] body) throws IOException {
        synchronized (events) {
            for (JsonNode event : new ObjectMapper().readTree(body).get("events")) {
                JsonNode about = event.has("room") ? event.get("room") : event.path("count");
                events.add(event.get("type").asText() + " " + about.asText());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
