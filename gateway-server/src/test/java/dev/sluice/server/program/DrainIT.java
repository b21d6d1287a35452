package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a program that is told to stop does with its clients. */
class DrainIT {
    private static final int CLIENTS = 20;
    private static final Pattern WITHIN = Pattern.compile("\\{\"type\":\"goaway\",\"reconnect-within-ms\":([0-9]+)}");

    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void leave() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    @Test
    void balancers_are_told_first_and_clients_go_one_by_one() throws Exception {
        ServerProcess server = start("drain.grace=2s", "drain.window=1s", "drain.per-second=20");
        try (Child child = server.child()) {
            String ready = "http://127.0.0.1:" + server.managementPort() + "/readyz";
            assertThat(status(ready)).isEqualTo(200);
            for (int i = 0; i < CLIENTS; i++) {
                RawClient client = RawClient.open(server.address(), i % 2 == 0 ? "/ws" : "/rooms/a");
                clients.add(client);
                if (i % 2 == 0) {
                    assertThat(client.readFrame().text()).contains("welcome");
                }
            }
            child.terminate();
            Await.until("503", () -> status(ready) == 503);
            clients.add(RawClient.open(server.address(), "/rooms/a"));
            child.awaitError("clients are let go", "clients=" + (CLIENTS + 1));
            for (int i = 0; i < CLIENTS; i += 2) {
                Matcher within = WITHIN.matcher(clients.get(i).readFrame().text());
                assertThat(within.matches()).isTrue();
                assertThat(Integer.parseInt(within.group(1)))
                        .as("20 a second, however many are on each event loop")
                        .isLessThanOrEqualTo(50 * (CLIENTS + 1));
            }
            for (RawClient client : clients) {
                assertThat(client.readFrame().closeCode()).isEqualTo(1012);
                client.sendClose(1012);
            }
            assertThatThrownBy(() -> RawClient.open(server.address(), "/rooms/a"))
                    .isInstanceOf(IOException.class);
            assertThat(child.exitCode()).isZero();
            assertThat(child.err()).last().asString().endsWith("Stopped cut=0");
        }
    }

    @Test
    void a_second_signal_hastens() throws Exception {
        ServerProcess server = start("drain.grace=10m");
        try (Child child = server.child();
                RawClient client = RawClient.open(server.address(), "/rooms/a")) {
            child.terminate();
            child.awaitError("Draining", "a second signal hastens");
            child.signal("TERM");
            assertThat(client.readFrame().closeCode()).isEqualTo(1012);
            client.sendClose(1012);
            assertThat(child.exitCode()).isZero();
        }
    }

    @Test
    void how_much_longer_than_the_window_it_takes_is_known_once_clients_are_let_go() throws Exception {
        ServerProcess server = start("drain.grace=0s", "drain.window=5s", "drain.per-second=1");
        try (Child child = server.child()) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(RawClient.open(server.address(), "/rooms/a"));
            }
            Metrics metrics = Metrics.at(server.managementPort());
            assertThat(metrics.value("gateway_drain_overrun_seconds")).isZero();
            child.terminate();
            metrics.await("gateway_drain_overrun_seconds", CLIENTS - 5);
            child.terminate();
            for (RawClient client : clients) {
                assertThat(client.readFrame().closeCode()).isEqualTo(1012);
                client.sendClose(1012);
            }
            assertThat(child.exitCode()).isZero();
        }
    }

    @Test
    void nobody_is_waited_for_where_nobody_is() throws Exception {
        ServerProcess server = start("drain.grace=10m");
        try (Child child = server.child()) {
            child.terminate();
            assertThat(child.exitCode()).isZero();
        }
    }

    @Test
    void a_balancer_that_has_looked_gets_the_grace_time_to_look_again_though_nobody_is_there() throws Exception {
        ServerProcess server = start("drain.grace=10m");
        try (Child child = server.child()) {
            String ready = "http://127.0.0.1:" + server.managementPort() + "/readyz";
            assertThat(status(ready)).isEqualTo(200);
            child.terminate();
            Await.until("503", () -> status(ready) == 503);
            try (RawClient late = RawClient.open(server.address(), "/rooms/a")) {
                child.terminate();
                assertThat(late.readFrame().closeCode()).isEqualTo(1012);
                late.sendClose(1012);
            }
            assertThat(child.exitCode()).isZero();
        }
    }

    /** One that does not ping: a client here reads what it is told, and nothing else. */
    private static ServerProcess start(String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("liveness.ping-interval=1h");
        return ServerProcess.start(all.toArray(new String[0]));
    }

    private static int status(String url) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
