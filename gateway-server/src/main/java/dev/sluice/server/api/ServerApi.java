package dev.sluice.server.api;

import com.sun.net.httpserver.HttpExchange;
import dev.sluice.Gateway;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what lies below {@code /api} on the management port. Any thread; each request holds its own until it is answered. */
public final class ServerApi implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerApi.class);

    /** A quarter of the most threads of the port: however many backends call, health and metrics are answered. */
    private static final int MOST_AT_ONCE = 64;

    /** Longer than any lane should be held up; shorter than clients of HTTP wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST_KEY_CHARACTERS = 128;

    private final Access access;
    private final ApiRouter router;
    private final ApiMeters meters;
    private final Duration patience;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final IdempotencyStore earlier = new IdempotencyStore();
    private final ExecutorService formatter;

    /**
     * The API of a gateway.
     *
     * @param keys that open it
     * @param address where it is served, for what is open there without a key
     */
    public ServerApi(Gateway gateway, ApiKeys keys, InetSocketAddress address) {
        this(gateway, Access.of(keys, address), PATIENCE);
    }

    ServerApi(Gateway gateway, Access access, Duration patience) {
        this.access = access;
        this.patience = patience;
        this.formatter = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "api");
            thread.setDaemon(true);
            return thread;
        });
        BodyLimits limits = new BodyLimits(gateway.rooms().mostMessageBytes());
        List<ApiRoute> routes = new ArrayList<>();
        routes.addAll(new MessageRoutes(gateway.rooms(), limits, formatter).routes());
        routes.addAll(new RoomRoutes(gateway.rooms(), formatter).routes());
        routes.addAll(new RecordRoutes(gateway.rooms(), formatter).routes());
        routes.addAll(new SessionRoutes(gateway.sessions(), limits, formatter).routes());
        routes.add(OpenApiDocument.route());
        this.router = new ApiRouter(routes);
        this.meters = new ApiMeters(routes);
    }

    /** Whether a path is the API's. */
    public static boolean owns(String rawPath) {
        return rawPath.equals("/api") || rawPath.startsWith("/api/");
    }

    /** Who may use it, in one word: {@code keys}, {@code open} to programs of this machine, or {@code closed}. */
    public String access() {
        return access.text();
    }

    /** What it counts. */
    public MultiCollector meters() {
        return meters;
    }

    List<ApiRoute> routes() {
        return router.routes();
    }

    IdempotencyStore earlier() {
        return earlier;
    }

    /** Answers a request; the caller closes the exchange. */
    public void answer(HttpExchange exchange) throws IOException {
        long start = System.nanoTime();
        ApiRoute route = null;
        ApiAnswer answer;
        try {
            access.check(exchange.getRequestHeaders());
            ApiRouter.Found found = router.find(
                    exchange.getRequestMethod(), exchange.getRequestURI().getRawPath());
            route = found.route();
            answer = inPlace(exchange, found);
        } catch (RuntimeException e) {
            answer = problemOf(e).answer();
        }
        assert route == null || route.statuses().contains(answer.status()) : route + " answers " + answer.status();
        meters.count(route == null ? -1 : router.routes().indexOf(route), answer.status(), System.nanoTime() - start);
        send(exchange, answer);
    }

    @Override
    public void close() {
        formatter.shutdown();
    }

    private ApiAnswer inPlace(HttpExchange exchange, ApiRouter.Found found) throws IOException {
        if (!places.tryAcquire()) {
            throw Problem.busy(MOST_AT_ONCE + " requests are being answered; try again");
        }
        try {
            return await(start(exchange, found));
        } finally {
            places.release();
        }
    }

    private IdempotencyStore.Outcome start(HttpExchange exchange, ApiRouter.Found found) throws IOException {
        ApiRoute route = found.route();
        ApiRequest request = new ApiRequest(
                found.values(),
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")),
                body(exchange, route));
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (key == null || !route.method().equals("POST")) {
            return new IdempotencyStore.Outcome(route.handler().handle(request), false);
        }
        if (key.isEmpty() || key.length() > MOST_KEY_CHARACTERS) {
            throw Problem.bad("an Idempotency-Key has 1 to " + MOST_KEY_CHARACTERS + " characters");
        }
        return earlier.once(key, fingerprint(exchange, request), System.nanoTime(), () -> route.handler()
                .handle(request));
    }

    private static byte[] body(HttpExchange exchange, ApiRoute route) throws IOException {
        if (route.mostBytes() == 0) {
            return new byte[0];
        }
        byte[] body = exchange.getRequestBody().readNBytes(route.mostBytes() + 1);
        if (body.length > route.mostBytes()) {
            throw new Problem(ProblemCode.TOO_LARGE, "a body has at most " + route.mostBytes() + " bytes here");
        }
        return body;
    }

    private static byte[] fingerprint(HttpExchange exchange, ApiRequest request) {
        MessageDigest digest = ApiKeys.sha256();
        String head = exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n"
                + request.contentType().orElse("") + "\n";
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        return digest.digest(request.body());
    }

    private ApiAnswer await(IdempotencyStore.Outcome outcome) {
        CompletableFuture<ApiAnswer> future = outcome.answer();
        try {
            ApiAnswer answer = future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return outcome.replayed() ? answer.with("Idempotency-Replayed", "true") : answer;
        } catch (ExecutionException e) {
            throw problemOf(e);
        } catch (TimeoutException e) {
            throw new Problem(
                    ProblemCode.TIMEOUT,
                    "no answer within " + patience.toSeconds()
                            + " s; it may still be carried out: ask again with the same Idempotency-Key to learn what came of it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.busy("the server stops; try another one");
        }
    }

    /** Our own faults are in the log, and nowhere else. */
    private static Problem problemOf(Throwable failure) {
        Problem problem = Problem.of(failure);
        if (problem.code() == ProblemCode.INTERNAL) {
            LOG.atError().setCause(failure).log("A request of the server API has failed");
        }
        return problem;
    }

    private static void send(HttpExchange exchange, ApiAnswer answer) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        if (!answer.contentType().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        }
        boolean empty = head || answer.body().length == 0;
        exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().length);
        if (!empty) {
            exchange.getResponseBody().write(answer.body());
        }
    }
}
