package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.limit.Limits;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.handshake.AllowedOrigins;
import dev.sluice.protocol.peer.AddressRange;
import dev.sluice.protocol.peer.AddressRanges;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.transport.caller.Admission;
import dev.sluice.transport.caller.CallerRules;
import dev.sluice.transport.caller.ProxyProtocol;
import dev.sluice.transport.http.WebPage;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** More callers than there is room for, over real sockets. */
class CrowdTest {
    private static final CallerRules FORWARDED = new CallerRules(
            AllowedOrigins.ANY, ProxyProtocol.OFF, new AddressRanges(List.of(AddressRange.of("127.0.0.0/8"))));

    @Test
    void an_address_holds_so_many_connections_and_no_more() throws IOException {
        Limits two = Limits.builder().connectionsPerIp(2).build();
        try (Gateway gateway = Gateway.start(Gateways.options().limits(two).build())) {
            RawClient first = RawClient.open(gateway, "/echo");
            try (RawClient second = RawClient.connect(gateway)) {
                assertThat(answer(gateway, "")).contains("HTTP/1.1 429 Too Many Requests", "Retry-After: 15");
                second.upgrade("/echo");
                first.close();
                awaitRoom(gateway, "");
            }
            assertThat(gateway.meters().value(MeterName.HANDSHAKES, Label.Handshake.TOO_MANY))
                    .isPositive();
        }
    }

    @Test
    void behind_a_proxy_the_clients_are_counted_and_not_the_proxy() throws IOException {
        Limits one = Limits.builder().connectionsPerIp(1).build();
        try (Gateway gateway =
                Gateway.start(Gateways.options().limits(one).callers(FORWARDED).build())) {
            try (RawClient first = RawClient.connect(gateway).say(requestFrom("203.0.113.1"));
                    RawClient other = RawClient.connect(gateway).say(requestFrom("203.0.113.2"));
                    RawClient subnet = RawClient.connect(gateway).say(requestFrom("[2001:db8::1]:4711"))) {
                for (RawClient client : List.of(first, other, subnet)) {
                    assertThat(client.readHead().get(0)).contains("101");
                }
                assertThat(answer(gateway, "203.0.113.1").get(0)).contains("429");
                assertThat(answer(gateway, "2001:db8::ffff").get(0)).contains("429");
                assertThat(answer(gateway, "2001:db8:0:1::1").get(0)).contains("101");
            }
            awaitRoom(gateway, "203.0.113.1");
        }
    }

    @Test
    void a_proxy_may_send_the_requests_of_many_clients_over_one_connection() throws IOException {
        Limits one = Limits.builder().connectionsPerIp(1).build();
        WebPage page = new WebPage("text/plain", new byte[0]);
        try (Gateway gateway = Gateway.start(Gateways.options()
                        .limits(one)
                        .callers(FORWARDED)
                        .page("/", page)
                        .build());
                RawClient shared = RawClient.connect(gateway)) {
            for (String client : new String[] {"203.0.113.1", "203.0.113.2", "203.0.113.1"}) {
                shared.say("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + client + "\r\n\r\n");
                assertThat(shared.readHead().get(0)).contains("200");
            }
            assertThat(answer(gateway, "203.0.113.2").get(0)).contains("101");
            assertThat(answer(gateway, "203.0.113.1").get(0)).contains("429");
        }
    }

    @Test
    void more_handshakes_at_a_time_than_may_be_are_sent_away() throws IOException {
        Limits two = Limits.builder().concurrentHandshakes(2).build();
        try (Gateway gateway = Gateway.start(Gateways.options().limits(two).build());
                RawClient first = RawClient.connect(gateway)) {
            try (RawClient second = RawClient.connect(gateway)) {
                assertThat(answer(gateway, "")).contains("HTTP/1.1 503 Service Unavailable", "Retry-After: 5");
                assertThat(gateway.meters().value(MeterName.HANDSHAKES, Label.Handshake.SHED))
                        .isEqualTo(1);
                second.upgrade("/echo");
                awaitRoom(gateway, "");
            }
            first.upgrade("/echo").sendText("x");
            assertThat(first.readFrame().text()).isEqualTo("x");
        }
    }

    @Test
    void more_handshakes_a_second_than_may_be_are_sent_away() throws IOException {
        Limits one = Limits.builder().handshakesPerSecond(1).build();
        try (Gateway gateway = Gateway.start(Gateways.options().limits(one).build())) {
            assertThat(answer(gateway, "").get(0)).contains("101");
            while (gateway.meters().value(MeterName.HANDSHAKES, Label.Handshake.SHED) == 0) {
                answer(gateway, "");
            }
            awaitRoom(gateway, "");
        }
    }

    @Test
    void those_who_are_refused_are_bounded_too_and_a_full_gateway_says_so() throws IOException {
        Limits one = Limits.builder().connections(1000).build();
        try (Gateway gateway =
                Gateway.start(Gateways.options().limits(one).mostFiles(1).build())) {
            assertThat(gateway.isFull()).isFalse();
            List<RawClient> others = new ArrayList<>();
            try (RawClient first = RawClient.open(gateway, "/echo")) {
                assertThat(gateway.isFull()).isTrue();
                int told = Admission.mostRefused(1);
                for (int i = 0; i <= told; i++) {
                    others.add(RawClient.connect(gateway));
                }
                // One of them, not always the last, is closed without a word.
                Gateways.awaitTotal(gateway, MeterName.HANDSHAKES, 2);
                for (RawClient other : others) {
                    told -= isToldToComeBack(other) ? 1 : 0;
                }
                assertThat(told).isZero();
                assertThat(first.sendText("still here").readFrame().text()).isEqualTo("still here");
            }
            assertThat(gateway.meters().value(MeterName.HANDSHAKES, Label.Handshake.UNAVAILABLE))
                    .isEqualTo(others.size());
            for (RawClient other : others) {
                other.close();
            }
            Gateways.await("room again", () -> !gateway.isFull());
            awaitRoom(gateway, "");
        }
    }

    @Test
    void nothing_is_lost_and_nothing_left_however_connections_end() throws Exception {
        Limits limits = Limits.builder()
                .connections(12)
                .connectionsPerIp(3)
                .concurrentHandshakes(8)
                .build();
        try (Gateway gateway = Gateway.start(
                Gateways.options().limits(limits).callers(FORWARDED).build())) {
            churn(gateway);
            // As many as before any of it, and not one more.
            List<RawClient> all = new ArrayList<>();
            for (int address = 0; address < 4; address++) {
                for (int i = 0; i < 3; i++) {
                    all.add(awaitRoom(gateway, "203.0.113." + address, true));
                }
                String next = answer(gateway, "203.0.113." + address).get(0);
                assertThat(next).contains(address < 3 ? "429" : "503");
            }
            assertThat(gateway.isFull()).isTrue();
            for (RawClient client : all) {
                client.close();
            }
            Gateways.await("room again", () -> !gateway.isFull());
        }
    }

    private static boolean isToldToComeBack(RawClient client) {
        try {
            return client.say(RawClient.request("/echo"))
                    .readHead()
                    .containsAll(List.of("HTTP/1.1 503 Service Unavailable", "Retry-After: 5"));
        } catch (IOException closed) {
            return false;
        }
    }

    private static void churn(Gateway gateway) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                tasks.add(() -> {
                    for (int i = 0; i < 150; i++) {
                        callAndEndSomehow(gateway, random);
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static void callAndEndSomehow(Gateway gateway, SplittableRandom random) throws IOException {
        String address = "203.0.113." + random.nextInt(4);
        try (RawClient client = RawClient.connect(gateway)) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    // says nothing
                }
                case 1 -> client.say("GET /ech");
                case 2 -> client.say("nonsense\r\n\r\n").readTextToEnd();
                case 3 -> client.say(requestFrom(address)).readHead();
                case 4 -> client.say(requestFrom(address)); // and does not wait for the answer
                default -> {
                    client.say(requestFrom(address).replace("/echo", "/nowhere"));
                    client.readTextToEnd();
                }
            }
        } catch (EOFException | SocketException closedWithoutAWord) {
            // more at once than are even refused
        }
    }

    /** Tries until there is room, as a client would. */
    private static void awaitRoom(Gateway gateway, String address) {
        awaitRoom(gateway, address, false);
    }

    private static RawClient awaitRoom(Gateway gateway, String address, boolean stay) {
        List<RawClient> in = new ArrayList<>();
        Gateways.await("room for " + address, () -> {
            try {
                RawClient client = RawClient.connect(gateway).say(requestFrom(address));
                if (client.readHead().get(0).contains("101")) {
                    in.add(client);
                }
                if (in.isEmpty() || !stay) {
                    client.close();
                }
            } catch (IOException refused) {
                return false;
            }
            return !in.isEmpty();
        });
        return in.get(0);
    }

    private static List<String> answer(Gateway gateway, String address) throws IOException {
        try (RawClient client = RawClient.connect(gateway)) {
            return client.say(requestFrom(address)).readHead();
        }
    }

    private static String requestFrom(String address) {
        String header = address.isEmpty() ? "" : "\r\nX-Forwarded-For: " + address;
        return RawClient.request("/echo").replace("\r\n\r\n", header + "\r\n\r\n");
    }
}
