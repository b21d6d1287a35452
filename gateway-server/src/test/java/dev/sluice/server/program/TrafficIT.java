package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.server.bootstrap.RunningServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Traffic of a thousand clients, who are pinged meanwhile, after which the gateway's counters say what the clients counted. */
class TrafficIT {
    private static final int CLIENTS = 1000;
    private static final int ROOMS = 100;
    private static final Duration TRAFFIC = Duration.ofSeconds(12);

    /** Messages a second of all clients together. */
    private static final int RATE = 1000;

    private final AtomicLong received = new AtomicLong();

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void the_metrics_equal_what_a_thousand_clients_counted() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(log);
        try (RunningServer server = Servers.start("liveness.ping-interval=5s")) {
            List<WebSocket> clients = connectAll(server);
            Metrics metrics = Metrics.of(server);
            metrics.await("gateway_memberships", CLIENTS);
            assertThat(metrics.value("gateway_rooms")).isEqualTo(ROOMS);
            assertThat(metrics.value("gateway_connections{transport=\""
                            + server.gateway().transportName() + "\"}"))
                    .isEqualTo(CLIENTS);

            long sent = publish(clients);
            long expected = sent * (CLIENTS / ROOMS - 1);
            metrics.await("gateway_messages_received_total{kind=\"text\"}", sent);
            metrics.await("gateway_messages_sent_total{kind=\"text\"}", expected);
            Await.until("the clients have read it all", () -> received.get() == expected);

            for (WebSocket client : clients) {
                client.sendClose(WebSocket.NORMAL_CLOSURE, "");
            }
            metrics.await("gateway_connections_closed_total{code=\"1000\",initiator=\"client\"}", CLIENTS);
            metrics.await("gateway_connections_opened_total", CLIENTS);
            metrics.await("gateway_memberships", 0);
            metrics.await("gateway_rooms", 0);
            assertThat(metrics.value("gateway_slow_consumers_total{policy=\"disconnect\"}"))
                    .isZero();
            assertThat(metrics.value("gateway_messages_dropped_total{reason=\"slow-consumer\"}"))
                    .isZero();
            assertThat(metrics.value("gateway_frame_latency_seconds_count")).isEqualTo(sent);
        }
        assertThat(log.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }

    private List<WebSocket> connectAll(RunningServer server) {
        HttpClient http = HttpClient.newHttpClient();
        List<WebSocket> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            URI uri = URI.create("ws://127.0.0.1:" + server.gateway().address().getPort() + "/rooms/r" + i % ROOMS);
            clients.add(
                    http.newWebSocketBuilder().buildAsync(uri, new Counter()).join());
        }
        return clients;
    }

    /** Sends at an even rate for the whole time, from clients taken at random; returns how many messages that were. */
    private static long publish(List<WebSocket> clients) throws InterruptedException {
        long sent = 0;
        long start = System.nanoTime();
        long interval = Duration.ofSeconds(1).toNanos() / RATE;
        List<CompletableFuture<WebSocket>> pending = new ArrayList<>();
        while (System.nanoTime() - start < TRAFFIC.toNanos()) {
            long due = start + sent * interval;
            Duration ahead = Duration.ofNanos(due - System.nanoTime());
            if (ahead.toMillis() > 0) {
                Thread.sleep(ahead.toMillis()); // the rate of the load, not a wait for a result
            }
            WebSocket client = clients.get(ThreadLocalRandom.current().nextInt(clients.size()));
            pending.add(client.sendText("message " + sent, true));
            sent++;
            if (pending.size() == clients.size()) {
                pending.forEach(CompletableFuture::join);
                pending.clear();
            }
        }
        pending.forEach(CompletableFuture::join);
        return sent;
    }

    private final class Counter implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            if (last) {
                received.incrementAndGet();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket socket, ByteBuffer payload) {
            socket.request(1);
            return null; // the JDK's client answers by itself
        }
    }
}
