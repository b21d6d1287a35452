package dev.sluice.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.Gateway;
import dev.sluice.server.metric.Exporter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Answers {@code /metrics}, {@code /livez} and {@code /readyz}. It is the JDK's own server on threads of its own, so that it still
 * answers when the lanes do not.
 */
public final class ManagementServer implements AutoCloseable {
    /** The JDK's server reads a request on a thread: with fewer than connections, slow clients would keep health from answering. */
    private static final int MOST_THREADS = JdkServerLimits.MOST_CONNECTIONS;

    private static final int IDLE_SECONDS = 10;

    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(1);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    private static final String INDEX =
            "/metrics  Prometheus metrics\n/livez    whether the lanes answer\n/readyz   whether to send clients here\n";

    private final HttpServer server;
    private final ExecutorService threads;

    private ManagementServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Binds the port; throws {@link IOException} when the address cannot be had. */
    public static ManagementServer start(
            InetSocketAddress address, Gateway gateway, Readiness readiness, Exporter exporter) throws IOException {
        JdkServerLimits.apply();
        HttpServer server = HttpServer.create(address, 0);
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST_THREADS, MOST_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "management");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        Map<String, Function<HttpExchange, Answer>> routes = Map.of(
                "/", exchange -> new Answer(OK, TEXT, INDEX),
                "/metrics", exchange -> metrics(exchange, exporter),
                "/livez", exchange -> livez(gateway),
                "/readyz", exchange -> readyz(readiness, gateway));
        server.createContext("/", exchange -> answer(exchange, routes));
        server.start();
        return new ManagementServer(server, threads);
    }

    /** The address, with the port that was taken. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }

    private static Answer metrics(HttpExchange exchange, Exporter exporter) {
        String contentType =
                Exporter.contentTypeFor(exchange.getRequestHeaders().getFirst("Accept"));
        return new Answer(OK, contentType, exporter.scrape(contentType));
    }

    private static Answer livez(Gateway gateway) {
        return gateway.answersWithin(ALIVE_WITHIN)
                ? new Answer(OK, JSON, "{\"status\":\"alive\"}\n")
                : new Answer(UNAVAILABLE, JSON, "{\"status\":\"stuck\"}\n");
    }

    private static Answer readyz(Readiness readiness, Gateway gateway) {
        Readiness.State state = readiness.state();
        if (state == Readiness.State.READY && gateway.isFull()) {
            state = Readiness.State.OVERLOADED;
        }
        int status = state == Readiness.State.READY ? OK : UNAVAILABLE;
        return new Answer(status, JSON, "{\"status\":\"" + state.text() + "\"}\n");
    }

    private static void answer(HttpExchange exchange, Map<String, Function<HttpExchange, Answer>> routes)
            throws IOException {
        try (exchange) {
            Function<HttpExchange, Answer> route =
                    routes.get(exchange.getRequestURI().getPath());
            boolean head = exchange.getRequestMethod().equals("HEAD");
            Answer answer;
            if (route == null) {
                answer = new Answer(NOT_FOUND, TEXT, "nothing here; there are:\n" + INDEX);
            } else if (!head && !exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer = new Answer(METHOD_NOT_ALLOWED, TEXT, "read this with GET\n");
            } else {
                answer = route.apply(exchange);
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private record Answer(int status, String contentType, String body) {}
}
