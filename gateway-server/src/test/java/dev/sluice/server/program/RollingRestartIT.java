package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two gateways behind {@code deploy/haproxy/haproxy.cfg} are replaced one after the other, and their clients come back. */
class RollingRestartIT {
    private static final Logger LOG = LoggerFactory.getLogger(RollingRestartIT.class);
    private static final Path CONFIGURATION =
            Path.of("../deploy/haproxy/haproxy.cfg").toAbsolutePath().normalize();
    private static final int CLIENTS = 500;

    /** As the page on draining tells clients to wait. */
    private static final int MOST_PAUSE_MILLIS = 2000;

    private final int[] ports = IntStream.range(0, 5).map(i -> freePort()).toArray();
    private final List<Child> children = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger failures = new AtomicInteger();
    private final Queue<Long> awayNanos = new ConcurrentLinkedQueue<>();
    private final Queue<Long> comebacks = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Child child : children) {
            child.close();
        }
    }

    @Test
    void nobody_fails_to_come_back_and_they_do_not_come_all_at_once() throws Exception {
        Child one = gateway(0);
        Child two = gateway(1);
        Child haproxy = child(
                List.of(Tools.haproxy(), "-db", "-f", CONFIGURATION),
                Map.of(
                        "HAPROXY_MAXCONN",
                        "2000",
                        "HAPROXY_LISTEN",
                        "127.0.0.1:" + ports[4],
                        "GATEWAY_ONE",
                        "127.0.0.1:" + ports[0],
                        "GATEWAY_ONE_MANAGEMENT",
                        Integer.toString(ports[2]),
                        "GATEWAY_TWO",
                        "127.0.0.1:" + ports[1],
                        "GATEWAY_TWO_MANAGEMENT",
                        Integer.toString(ports[3])));
        Await.until("HAProxy", () -> status("/rooms/a") == 426);
        List<Client> clients = IntStream.range(0, CLIENTS).mapToObj(Client::new).toList();
        clients.forEach(Client::connect);
        Await.until("everybody is in", () -> clients.stream().allMatch(Client::isOpen));
        assertThat(failures).hasValue(0);

        replace(one, 0, haproxy, clients);
        replace(two, 1, haproxy, clients);

        assertThat(failures).as("failed handshakes").hasValue(0);
        assertThat(comebacks).as("each was moved at least once").hasSizeGreaterThanOrEqualTo(CLIENTS);
        long[] away = awayNanos.stream().mapToLong(Long::longValue).sorted().toArray();
        int peak = peakPerSecond();
        LOG.info(
                "{} comebacks of {} clients, away for {} ms (median), {} ms (most), {} a second at most",
                comebacks.size(),
                CLIENTS,
                TimeUnit.NANOSECONDS.toMillis(away[away.length / 2]),
                TimeUnit.NANOSECONDS.toMillis(away[away.length - 1]),
                peak);
        assertThat(peak).as("handshakes in one second").isLessThan(CLIENTS / 2);
    }

    private void replace(Child old, int index, Child haproxy, List<Client> clients) throws Exception {
        old.terminate();
        assertThat(old.exitCode()).isZero();
        assertThat(old.err()).last().asString().endsWith("Stopped cut=0");
        Await.until("everybody is back", () -> clients.stream().allMatch(Client::isOpen));
        gateway(index);
        String name = index == 0 ? "one" : "two";
        Await.until("HAProxy sees it", () -> haproxy.out().stream()
                .anyMatch(line -> line.contains("gateways/" + name) && line.contains("is UP")));
    }

    private Child gateway(int index) throws Exception {
        List<String> settings = List.of(
                "listen=127.0.0.1:" + ports[index],
                "management=127.0.0.1:" + ports[2 + index],
                "drain.grace=4s",
                "drain.window=5s");
        List<String> command = new ArrayList<>(
                List.of(Tools.java().toString(), "-Xmx256m", "-jar", Tools.jar().toString(), "serve"));
        settings.forEach(setting -> command.addAll(List.of("--set", setting)));
        Child gateway = child(command, Map.of());
        gateway.lineWith("/metrics");
        return gateway;
    }

    private Child child(List<?> command, Map<String, String> environment) throws IOException {
        Child child = Child.start(Tools.TARGET, command, environment);
        children.add(child);
        return child;
    }

    private int status(String path) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + ports[4] + path);
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Comebacks that fell into one second, counted from any of them on. */
    private int peakPerSecond() {
        long[] times = comebacks.stream().mapToLong(Long::longValue).sorted().toArray();
        int peak = 0;
        for (long from : times) {
            long until = from + Duration.ofSeconds(1).toNanos();
            peak = Math.max(peak, (int) Arrays.stream(times)
                    .filter(time -> time >= from && time < until)
                    .count());
        }
        return peak;
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A member of one of fifty raw rooms who comes back whenever he is told to. */
    private final class Client implements WebSocket.Listener {
        private final URI address;
        private volatile boolean open;
        private volatile long leftNanos;

        Client(int number) {
            this.address = URI.create("ws://127.0.0.1:" + ports[4] + "/rooms/room-" + number % 50);
        }

        boolean isOpen() {
            return open;
        }

        void connect() {
            http.newWebSocketBuilder().buildAsync(address, this).whenComplete((socket, failure) -> {
                if (failure != null) {
                    failures.incrementAndGet();
                    comeBack();
                }
            });
        }

        @Override
        public void onOpen(WebSocket socket) {
            open = true;
            if (leftNanos != 0) {
                comebacks.add(System.nanoTime());
                awayNanos.add(System.nanoTime() - leftNanos);
            }
            socket.request(1);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            open = false;
            leftNanos = System.nanoTime();
            if (code == 1012) {
                comeBack();
            } else {
                failures.incrementAndGet();
            }
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            failures.incrementAndGet();
            open = false;
        }

        private void comeBack() {
            Executor later = CompletableFuture.delayedExecutor(
                    ThreadLocalRandom.current().nextInt(MOST_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
            later.execute(this::connect);
        }
    }
}
