package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.program.ReturningClient.Kind;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways behind HAProxy are restarted, one after the other, with two thousand clients that do as docs/draining.md says. */
class RollingRestartIT {
    private static final int CLIENTS = 2000;
    private static final int ROOMS_OF_A_KIND = 6;

    /** The pace is 333, three times less, so that a busy machine may stand for a while; without one all would come within two seconds. */
    private static final int MOST_IN_A_SECOND = CLIENTS / 2;

    private final ReturnFigures figures = new ReturnFigures();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private final HttpClient http = HttpClient.newBuilder()
            .executor(Executors.newFixedThreadPool(4, RollingRestartIT::daemon))
            .build();
    private final List<ReturningClient> clients = new ArrayList<>();
    private final AtomicInteger published = new AtomicInteger();
    private final List<String> rooms = Stream.of(Kind.values())
            .flatMap(
                    kind -> Stream.iterate(0, i -> i + 1).limit(ROOMS_OF_A_KIND).map(i -> room(kind, i)))
            .toList();

    @TempDir
    Path directory;

    @AfterEach
    void end() {
        clock.shutdownNow();
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void nobody_is_refused_all_come_back_one_by_one_and_what_rooms_remember_is_not_lost() throws Exception {
        try (Fleet fleet = new Fleet(directory)) {
            for (int i = 0; i < CLIENTS; i++) {
                Kind kind = Kind.values()[i % Kind.values().length];
                ReturningClient client = new ReturningClient(
                        fleet, kind, room(kind, i / Kind.values().length % ROOMS_OF_A_KIND), http, clock, figures);
                clients.add(client);
                clock.schedule(client::connect, 2 * i, TimeUnit.MILLISECONDS);
            }
            awaitAll();
            clock.scheduleWithFixedDelay(() -> publish(fleet), 0, 1, TimeUnit.SECONDS);
            clock.scheduleWithFixedDelay(() -> comeAndGo(fleet), 0, 50, TimeUnit.MILLISECONDS);
            restart(fleet, 0);
            restart(fleet, 1);
            int last = published.get();
            Await.until("what rooms remember has come", () -> missing(Kind.REMEMBERING, last) == 0);
            for (Kind kind : Kind.values()) {
                ReturnFigures.say(String.format(
                        Locale.ROOT,
                        "%s: of %d messages to each client %d were missed by all together%n",
                        kind,
                        last,
                        missing(kind, last)));
            }
        }
    }

    private void restart(Fleet fleet, int gateway) throws Exception {
        figures.begin();
        List<String> log = fleet.stop(gateway);
        awaitAll();
        assertThat(log).last().asString().endsWith("Stopped cut=0");
        assertThat(log).anyMatch(line -> line.contains("Drained") && line.endsWith("left=0"));
        figures.note("restart of " + (gateway == 0 ? "the first" : "the second"));
        assertThat(figures.troubles()).isEmpty();
        assertThat(figures.mostInASecond()).isLessThanOrEqualTo(MOST_IN_A_SECOND);
        fleet.startAgain(gateway);
    }

    private void awaitAll() throws InterruptedException {
        Await.until("all clients are there", () -> clients.stream().allMatch(ReturningClient::isThere));
    }

    private int missing(Kind kind, int last) {
        return clients.stream()
                .filter(client -> client.kind() == kind)
                .mapToInt(client -> client.missing(last).cardinality())
                .sum();
    }

    private void publish(Fleet fleet) {
        try {
            fleet.publish(published.get() + 1, rooms);
            published.incrementAndGet();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Somebody who comes at any moment, the grace time too, and goes. */
    private void comeAndGo(Fleet fleet) {
        http.newWebSocketBuilder()
                .buildAsync(fleet.url("/echo"), new WebSocket.Listener() {})
                .whenComplete((socket, failure) -> {
                    if (failure == null) {
                        socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
                    } else {
                        figures.failed(failure);
                    }
                });
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "clients");
        thread.setDaemon(true);
        return thread;
    }

    private static String room(Kind kind, int number) {
        return (kind == Kind.REMEMBERING ? "kept:" : "") + kind.name().toLowerCase(Locale.ROOT) + number;
    }
}
