package dev.sluice.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.Gateway;
import dev.sluice.server.api.ServerApi;
import dev.sluice.server.metric.Exporter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The management port: metrics and health, and the server API below {@code /api}. It is the JDK's own server on threads of its own, so
 * that it still answers when the lanes do not.
 */
public final class ManagementServer implements AutoCloseable {
    /** The JDK's server reads a request on a thread: with fewer than connections, slow clients would keep health from answering. */
    private static final int MOST_THREADS = JdkServerLimits.MOST_CONNECTIONS;

    private static final int IDLE_SECONDS = 10;

    private final HttpServer server;
    private final ExecutorService threads;
    private final ServerApi api;

    private ManagementServer(HttpServer server, ExecutorService threads, ServerApi api) {
        this.server = server;
        this.threads = threads;
        this.api = api;
    }

    /** Binds the port, from then on the API's owner; throws {@link IOException} when the address cannot be had. */
    public static ManagementServer start(
            InetSocketAddress address, Gateway gateway, Readiness readiness, Exporter exporter, ServerApi api)
            throws IOException {
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
        HealthPages pages = new HealthPages(gateway, readiness, exporter);
        exporter.add(api.meters());
        server.createContext("/", exchange -> answer(exchange, pages, api));
        server.start();
        return new ManagementServer(server, threads, api);
    }

    /** The address, with the port that was taken. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Who may use the server API, in one word: {@code keys}, {@code open} to programs of this machine, or {@code closed}. */
    public String apiAccess() {
        return api.access();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        api.close();
    }

    private static void answer(HttpExchange exchange, HealthPages pages, ServerApi api) throws IOException {
        try (exchange) {
            if (ServerApi.owns(exchange.getRequestURI().getRawPath())) {
                api.answer(exchange);
            } else {
                pages.answer(exchange);
            }
        }
    }
}
