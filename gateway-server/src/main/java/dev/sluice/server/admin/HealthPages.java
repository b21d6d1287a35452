package dev.sluice.server.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.sluice.Gateway;
import dev.sluice.server.metric.Exporter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** What the management port says to everybody: metrics and health. Any thread. */
final class HealthPages {
    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(1);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    private static final String INDEX = """
            /metrics  Prometheus metrics
            /livez    whether the lanes answer
            /readyz   whether to send clients here
            /api/...  the server API, described by /api/openapi.yaml
            """;

    private final Map<String, Function<HttpExchange, Answer>> routes;

    HealthPages(Gateway gateway, Readiness readiness, Exporter exporter) {
        routes = Map.of(
                "/", exchange -> new Answer(OK, TEXT, INDEX),
                "/metrics", exchange -> metrics(exchange, exporter),
                "/livez", exchange -> livez(gateway),
                "/readyz", exchange -> readyz(readiness, gateway));
    }

    /** Answers a request; the caller closes the exchange. */
    void answer(HttpExchange exchange) throws IOException {
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
        readiness.asked();
        Readiness.State state = readiness.state();
        if (state == Readiness.State.READY && gateway.isFull()) {
            state = Readiness.State.OVERLOADED;
        }
        int status = state == Readiness.State.READY ? OK : UNAVAILABLE;
        return new Answer(status, JSON, "{\"status\":\"" + state.text() + "\"}\n");
    }

    private record Answer(int status, String contentType, String body) {}
}
