package dev.sluice.server.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.message.RoomName;
import dev.sluice.message.StreamPosition;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.Tokens;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backend is told, over real HTTP, whatever it does. */
class WebhooksTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final StreamPosition SOMEWHERE = new StreamPosition("e", 0);

    @Test
    void sessions_and_rooms_are_told_in_order_and_signed() throws Exception {
        try (Backend backend = new Backend();
                Webhooks hooks = Webhooks.start(rules(backend.url(), 1000));
                Gateway gateway = Gateway.start(Gateways.options()
                        .lanes(2)
                        .authenticator(new Tokens())
                        .listener(hooks)
                        .build())) {
            for (int i = 0; i < 3; i++) {
                try (RawClient client = RawClient.connect(gateway)) {
                    client.say(RawClient.request("/rooms/a")
                            .replace("\r\n\r\n", "\r\nAuthorization: Bearer alice\r\n\r\n"));
                    assertThat(client.readHead().get(0)).contains(" 101 ");
                    Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 1);
                }
                Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 0);
                Gateways.awaitTotal(gateway, MeterName.CONNECTIONS, 0);
            }
            Gateways.await("all of it", () -> backend.events().size() == 12);
            assertThat(backend.events().stream().filter(event -> event.startsWith("room")))
                    .containsExactly(
                            "room-occupied a",
                            "room-vacated a",
                            "room-occupied a",
                            "room-vacated a",
                            "room-occupied a",
                            "room-vacated a");
            assertThat(backend.events().stream().filter(event -> event.startsWith("session")))
                    .containsExactly(
                            "session-opened ",
                            "session-closed ",
                            "session-opened ",
                            "session-closed ",
                            "session-opened ",
                            "session-closed ");
            Backend.Got first = backend.requests().get(0);
            String body = new String(first.body(), StandardCharsets.UTF_8);
            assertThat(body).contains("\"user\":\"alice\"").contains("\"address\":\"127.0.0.1\"");
            assertThat(first.signature()).isEqualTo("v1," + signature(first));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_room_is_occupied_and_vacated_by_turns_however_many_come_and_go(int lanes) throws Exception {
        int rooms = 5;
        try (Backend backend = new Backend()) {
            try (Webhooks hooks = Webhooks.start(rules(backend.url(), 100_000));
                    Gateway gateway = Gateway.start(
                            Gateways.options().lanes(lanes).listener(hooks).build())) {
                List<CompletableFuture<Void>> crowd = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    crowd.add(CompletableFuture.runAsync(() -> comeAndGo(gateway, rooms)));
                }
                crowd.forEach(CompletableFuture::join);
                Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 0);
                Gateways.awaitTotal(gateway, MeterName.CONNECTIONS, 0);
            }
            for (int room = 0; room < rooms; room++) {
                String name = " " + room;
                List<String> turns = backend.events().stream()
                        .filter(event -> event.startsWith("room-") && event.endsWith(name))
                        .toList();
                assertThat(turns).isNotEmpty().hasSizeGreaterThan(1);
                for (int i = 0; i < turns.size(); i++) {
                    assertThat(turns.get(i)).isEqualTo((i % 2 == 0 ? "room-occupied" : "room-vacated") + name);
                }
                assertThat(turns.size() % 2).as("nobody is left").isZero();
            }
        }
    }

    @Test
    void who_needs_a_token_is_there_once_it_has_shown_one() throws Exception {
        try (Backend backend = new Backend();
                Webhooks hooks = Webhooks.start(rules(backend.url(), 1000));
                Gateway gateway = Gateway.start(Gateways.options()
                        .authenticator(new Tokens())
                        .listener(hooks)
                        .build())) {
            try (RawClient stranger = RawClient.open(gateway, "/ws");
                    RawClient late = RawClient.open(gateway, "/ws")) {
                late.sendText("{\"type\":\"refresh\",\"token\":\"alice\"}").readFrame();
                stranger.sendText("{\"type\":\"refresh\",\"token\":\"bad.signature\"}")
                        .readFrame();
            }
            Gateways.awaitTotal(gateway, MeterName.CONNECTIONS, 0);
            Gateways.await("both", () -> backend.events().size() == 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 408})
    void what_a_backend_can_not_take_now_it_gets_later(int trouble) throws Exception {
        try (Backend backend = new Backend();
                Webhooks hooks = Webhooks.start(rules(backend.url(), 1000))) {
            backend.answersWith(trouble);
            List<String> all = occupy(hooks, 0, 700);
            Gateways.await("two attempts", () -> backend.requests().size() >= 2);
            backend.answersWith(204);
            Gateways.await("all of it", () -> backend.events().size() == 700);
            assertThat(backend.events()).isEqualTo(all);
            List<Backend.Got> requests = backend.requests();
            assertThat(requests.get(1).id())
                    .as("the same batch")
                    .isEqualTo(requests.get(0).id());
            assertThat(requests.get(1).body()).isEqualTo(requests.get(0).body());
            Gateways.await("the count", () -> counted(hooks, "gateway_webhook_events") == 700);
            assertThat(counted(hooks, "gateway_webhook_events_dropped")).isZero();
        }
    }

    @Test
    void a_backend_that_is_not_there_gets_everything_when_it_is() throws Exception {
        int port;
        try (Backend gone = new Backend()) {
            port = gone.port();
        }
        try (Webhooks hooks = Webhooks.start(rules(URI.create("http://127.0.0.1:" + port + "/hook"), 1000))) {
            List<String> all = occupy(hooks, 0, 10);
            Gateways.await("an attempt", () -> counted(hooks, "gateway_webhook_requests") > 0);
            try (Backend backend = new Backend(port)) {
                Gateways.await("all of it", () -> backend.events().size() == 10);
                assertThat(backend.events()).isEqualTo(all);
            }
        }
    }

    @Test
    void what_does_not_fit_is_counted_and_told() throws Exception {
        try (Backend backend = new Backend();
                Webhooks hooks = Webhooks.start(rules(backend.url(), 5))) {
            backend.answersWith(500);
            occupy(hooks, 0, 1);
            Gateways.await("an attempt", () -> !backend.requests().isEmpty());
            occupy(hooks, 1, 21);
            assertThat(counted(hooks, "gateway_webhook_events_dropped")).isEqualTo(15);
            backend.answersWith(204);
            Gateways.await("the rest", () -> backend.events().size() == 7);
            assertThat(backend.events())
                    .containsExactly(
                            "room-occupied 0",
                            "events-lost 15",
                            "room-occupied 1",
                            "room-occupied 2",
                            "room-occupied 3",
                            "room-occupied 4",
                            "room-occupied 5");
        }
    }

    @Test
    void what_a_backend_does_not_want_is_lost_and_told() throws Exception {
        try (Backend backend = new Backend();
                Webhooks hooks = Webhooks.start(rules(backend.url(), 1000))) {
            backend.answersWith(404);
            occupy(hooks, 0, 2);
            Gateways.await("the refusal", () -> counted(hooks, "gateway_webhook_events_dropped") == 2);
            backend.answersWith(204);
            occupy(hooks, 2, 3);
            Gateways.await("the next", () -> backend.events().size() == 2);
            assertThat(backend.events()).containsExactly("events-lost 2", "room-occupied 2");
        }
    }

    @Test
    void a_backend_that_hangs_holds_nobody_up_and_a_stop_waits_for_a_little() throws Exception {
        try (Backend backend = new Backend()) {
            backend.takesMillis(Duration.ofHours(1).toMillis());
            Webhooks hooks = Webhooks.start(rules(backend.url(), 100));
            try (Gateway gateway =
                            Gateway.start(Gateways.options().listener(hooks).build());
                    RawClient client = RawClient.open(gateway, "/echo")) {
                Gateways.await("a request that hangs", () -> !backend.requests().isEmpty());
                assertThat(client.sendText("still").readFrame().text()).isEqualTo("still");
            }
            Thread stop = new Thread(hooks::close);
            stop.start();
            stop.join(Duration.ofSeconds(30).toMillis());
            assertThat(stop.isAlive()).isFalse();
        }
    }

    @Test
    void a_stop_tells_what_is_left() throws Exception {
        try (Backend backend = new Backend()) {
            Webhooks hooks = Webhooks.start(rules(backend.url(), 10_000));
            List<String> all = occupy(hooks, 0, 3000);
            hooks.close();
            assertThat(backend.events()).isEqualTo(all);
        }
    }

    @Test
    void a_secret_of_standard_webhooks_is_base64() {
        assertThat(Webhooks.canSignWith("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
                .isTrue();
        assertThat(Webhooks.canSignWith("whsec_not base64")).isFalse();
        // The example of the specification.
        String body = "{\"test\": 2432232314}";
        assertThat(new HookSignature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    private static void comeAndGo(Gateway gateway, int rooms) {
        for (int i = 0; i < 40; i++) {
            try (RawClient client = RawClient.open(gateway, "/rooms/" + i % rooms)) {
                client.sendText("here");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static List<String> occupy(Webhooks hooks, int from, int to) {
        List<String> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            hooks.occupied(new RoomName(Integer.toString(i)), SOMEWHERE);
            events.add("room-occupied " + i);
        }
        return events;
    }

    private static HookRules rules(URI url, int queue) {
        return new HookRules(url, SECRET, EnumSet.allOf(HookEventType.class), Duration.ofSeconds(2), queue, false);
    }

    private static String signature(Backend.Got request) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((request.id() + "." + request.timestamp() + ".").getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(mac.doFinal(request.body()));
    }

    private static long counted(Webhooks hooks, String name) {
        for (MetricSnapshot family : hooks.meters().collect()) {
            if (family.getMetadata().getName().equals(name)) {
                return (long) ((CounterSnapshot) family)
                        .getDataPoints().stream()
                                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                                .sum();
            }
        }
        throw new AssertionError("no " + name);
    }
}
