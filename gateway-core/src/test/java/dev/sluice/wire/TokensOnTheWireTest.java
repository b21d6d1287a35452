package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Gateway;
import dev.sluice.auth.TokenCheck;
import dev.sluice.auth.Verdict;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.session.Liveness;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.Tokens;
import dev.sluice.transport.io.TransportChoice;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a token comes, over real sockets, on each transport of this machine. */
class TokensOnTheWireTest {
    private static final Liveness HURRIED =
            new Liveness(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofMillis(300));

    static Stream<TransportChoice> transports() {
        return Gateways.transports().stream();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void authorization_opens_every_path(TransportChoice transport) throws IOException {
        try (Gateway gateway = start(transport)) {
            for (String path : List.of("/ws", "/echo", "/rooms/a")) {
                try (RawClient client = RawClient.connect(gateway)) {
                    client.say(with(path, "Authorization: Bearer elsewhere"));
                    assertThat(client.readHead().get(0)).contains(" 101 ");
                    if (path.equals("/ws")) {
                        assertThat(client.readFrame().text()).contains("\"welcome\"", "\"user\":\"alice\"");
                    }
                }
            }
            assertThat(gateway.meters().value(MeterName.AUTHENTICATIONS, Label.Authentication.ACCEPTED))
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void a_subprotocol_brings_it_and_is_not_repeated(TransportChoice transport) throws IOException {
        try (Gateway gateway = start(transport)) {
            try (RawClient client = RawClient.connect(gateway)) {
                client.say(with("/ws", "Sec-WebSocket-Protocol: sluice.v1.json, sluice.token.alice"));
                assertThat(client.readHead())
                        .contains("sec-websocket-protocol: sluice.v1.json")
                        .noneMatch(line -> line.contains("alice"));
                assertThat(client.readFrame().text()).contains("\"welcome\"");
            }
            try (RawClient client = RawClient.connect(gateway)) {
                client.say(with("/rooms/a", "Sec-WebSocket-Protocol: sluice.token.alice, sluice.v1.raw"));
                assertThat(client.readHead())
                        .contains("sec-websocket-protocol: sluice.v1.raw")
                        .noneMatch(line -> line.contains("alice"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void the_query_brings_it_where_that_is_asked_for(TransportChoice transport) throws IOException {
        try (Gateway gateway = start(transport)) {
            assertThat(head(gateway, RawClient.request("/rooms/a?token=alice")).get(0))
                    .contains(" 401 ");
        }
        try (Gateway gateway = Gateway.start(Gateways.options()
                .transport(transport)
                .tokens(new TokenCheck(new Tokens(), Optional.of("token")))
                .build())) {
            assertThat(head(gateway, RawClient.request("/rooms/a?x=1&token=alice"))
                            .get(0))
                    .contains(" 101 ");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void the_first_message_brings_it_on_the_envelope(TransportChoice transport) throws IOException {
        try (Gateway gateway = start(transport);
                RawClient client = RawClient.open(gateway, "/ws")) {
            byte[] token = frame("{\"type\":\"refresh\",\"id\":1,\"token\":\"elsewhere\"}");
            byte[] ping = frame("{\"type\":\"ping\",\"id\":2}");
            client.say(concat(token, ping));
            assertThat(client.readFrame().text()).startsWith("{\"type\":\"welcome\"");
            assertThat(client.readFrame().text()).isEqualTo("{\"type\":\"refreshed\",\"id\":1}");
            assertThat(client.readFrame().text()).isEqualTo("{\"type\":\"pong\",\"id\":2}");
            client.sendText("{\"type\":\"ping\",\"id\":3}");
            assertThat(client.readFrame().text()).isEqualTo("{\"type\":\"pong\",\"id\":3}");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void bytes_behind_the_request_wait_for_the_verdict(TransportChoice transport) throws IOException {
        List<Consumer<Verdict>> asked = Collections.synchronizedList(new ArrayList<>());
        try (Gateway gateway = Gateway.start(Gateways.options()
                        .transport(transport)
                        .authenticator((token, answer) -> asked.add(answer))
                        .build());
                RawClient client = RawClient.connect(gateway)) {
            byte[] request = with("/echo", "Authorization: Bearer alice").getBytes(StandardCharsets.ISO_8859_1);
            client.say(concat(request, frame("one")));
            Gateways.await("the question", () -> asked.size() == 1);
            client.say(frame("two"));
            new Tokens().check("alice", asked.get(0));
            assertThat(client.readHead().get(0)).contains(" 101 ");
            assertThat(client.readFrame().text()).isEqualTo("one");
            assertThat(client.readFrame().text()).isEqualTo("two");
            assertThat(client.sendText("three").readFrame().text()).isEqualTo("three");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void a_verdict_that_never_comes_is_a_timeout(TransportChoice transport) throws IOException {
        try (Gateway gateway = Gateway.start(Gateways.options()
                        .transport(transport)
                        .liveness(HURRIED)
                        .authenticator(new Tokens())
                        .build());
                RawClient client = RawClient.connect(gateway)) {
            client.say(with("/echo", "Authorization: Bearer never") + "behind");
            assertThat(client.readTextToEnd()).isEmpty();
            assertThat(gateway.meters().value(MeterName.HANDSHAKES, Label.Handshake.TIMEOUT))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void a_session_ends_with_its_token_on_a_raw_path_without_a_word(TransportChoice transport) throws IOException {
        try (Gateway gateway = start(transport);
                RawClient client = RawClient.connect(gateway)) {
            client.say(with("/rooms/a", "Authorization: Bearer alice.1"));
            assertThat(client.readHead().get(0)).contains(" 101 ");
            RawClient.Frame end = client.readFrame();
            assertThat(end.isClose()).isTrue();
            assertThat(end.closeCode()).isEqualTo(4001);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void who_has_no_token_yet_counts_as_opening(TransportChoice transport) throws IOException {
        try (Gateway gateway = Gateway.start(Gateways.options()
                        .transport(transport)
                        .limits(dev.sluice.limit.Limits.builder()
                                .concurrentHandshakes(1)
                                .build())
                        .authenticator(new Tokens())
                        .build());
                RawClient first = RawClient.open(gateway, "/ws")) {
            assertThat(head(gateway, RawClient.request("/ws")).get(0)).contains(" 503 ");
            first.sendText("{\"type\":\"refresh\",\"token\":\"alice\"}");
            assertThat(first.readFrame().text()).contains("welcome");
            assertThat(head(gateway, RawClient.request("/ws")).get(0)).contains(" 101 ");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void the_client_of_the_jdk_gets_in_both_ways(TransportChoice transport) throws Exception {
        try (Gateway gateway = start(transport)) {
            URI url = URI.create("ws://127.0.0.1:" + gateway.address().getPort() + "/ws");
            HttpClient http = HttpClient.newHttpClient();
            First header = new First();
            WebSocket first = http.newWebSocketBuilder()
                    .header("Authorization", "Bearer alice")
                    .buildAsync(url, header)
                    .join();
            assertThat(header.text.join()).contains("\"user\":\"alice\"");
            First offer = new First();
            WebSocket socket = http.newWebSocketBuilder()
                    .subprotocols("sluice.v1.json", "sluice.token.bob")
                    .buildAsync(url, offer)
                    .join();
            assertThat(socket.getSubprotocol()).isEqualTo("sluice.v1.json");
            assertThat(offer.text.join()).contains("\"user\":\"bob\"");
            assertThatThrownBy(() -> http.newWebSocketBuilder()
                            .header("Authorization", "Bearer bad.expired")
                            .buildAsync(url, new First())
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("Unexpected HTTP response status code 401");
            first.abort(); // neither asks for more, so neither would see that it is to go
            socket.abort();
        }
    }

    /** The first message that comes. */
    private static final class First implements WebSocket.Listener {
        private final CompletableFuture<String> text = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            return null;
        }
    }

    private static Gateway start(TransportChoice transport) throws IOException {
        return Gateway.start(Gateways.options()
                .transport(transport)
                .authenticator(new Tokens())
                .build());
    }

    private static List<String> head(Gateway gateway, String request) throws IOException {
        try (RawClient client = RawClient.connect(gateway)) {
            return client.say(request).readHead();
        }
    }

    private static String with(String path, String header) {
        return RawClient.request(path).replace("\r\n\r\n", "\r\n" + header + "\r\n\r\n");
    }

    private static byte[] frame(String text) {
        return RawClient.frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
