package dev.sluice.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.handshake.UpgradeDecision.Accept;
import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a request's token is found. */
class RequestTokenTest {
    private static final Subprotocols ENVELOPE = new Subprotocols(List.of("sluice.v1.json"), true);

    @ParameterizedTest
    @CsvSource({
        "Bearer a.b.c, a.b.c",
        "bearer a.b.c, a.b.c",
        "BEARER   a.b.c, a.b.c",
        "Bearer, ''",
        "'Bearer ', ''",
    })
    void authorization_brings_a_bearer_token(String value, String token) {
        assertThat(tokens(request("/ws", "Authorization", value))).containsExactly(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "Bearertoken", "", "Token a.b.c"})
    void other_schemes_are_no_token(String value) {
        assertThat(tokens(request("/ws", "Authorization", value))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/ws?token=a.b.c, a.b.c",
        "/ws?x=1&token=a.b.c&y, a.b.c",
        "/ws?token=a%2Eb, a.b",
        "/ws?token=a%2, a%2",
        "/ws?token=, ''",
    })
    void the_query_brings_one_where_it_is_looked_at(String target, String token) {
        HttpRequest request = request(target, "A", "b");
        assertThat(RequestToken.allIn(request, Optional.of("token"))).containsExactly(token);
        assertThat(RequestToken.allIn(request, Optional.empty())).isEmpty();
        assertThat(RequestToken.allIn(request, Optional.of("tok"))).isEmpty();
        assertThat(RequestToken.allIn(request, Optional.of("other"))).isEmpty();
    }

    @Test
    void every_token_is_found_wherever_it_is() {
        HttpRequest request = request("/ws?token=3", "Sec-WebSocket-Protocol", "sluice.v1.json, sluice.token.2");
        request.headers().add("Authorization", "Bearer 1");
        assertThat(RequestToken.allIn(request, Optional.of("token"))).containsExactly("1", "2", "3");
    }

    @Test
    void an_offer_that_is_a_token_is_never_chosen_and_no_unknown_subprotocol() {
        HttpRequest both = request("/ws", "Sec-WebSocket-Protocol", "sluice.token.a.b.c, sluice.v1.json");
        assertThat(decide(both, ENVELOPE))
                .isInstanceOfSatisfying(
                        Accept.class, accept -> assertThat(accept.subprotocol()).contains("sluice.v1.json"));
        HttpRequest alone = request("/ws", "Sec-WebSocket-Protocol", "sluice.token.a.b.c");
        for (Subprotocols spoken : List.of(ENVELOPE, Subprotocols.RAW)) {
            assertThat(decide(alone, spoken))
                    .isInstanceOfSatisfying(Accept.class, accept -> assertThat(accept.subprotocol())
                            .isEmpty());
        }
        HttpRequest raw = request("/rooms/a", "Sec-WebSocket-Protocol", "sluice.v1.raw, sluice.token.a.b.c");
        assertThat(decide(raw, Subprotocols.RAW))
                .isInstanceOfSatisfying(
                        Accept.class, accept -> assertThat(accept.subprotocol()).contains("sluice.v1.raw"));
        HttpRequest unknown = request("/ws", "Sec-WebSocket-Protocol", "mqtt, sluice.token.a.b.c");
        assertThat(decide(unknown, ENVELOPE)).isInstanceOfSatisfying(Refuse.class, refuse -> assertThat(refuse.reason())
                .doesNotContain("a.b.c"));
    }

    private static UpgradeDecision decide(HttpRequest request, Subprotocols spoken) {
        request.headers()
                .set("Upgrade", "websocket")
                .set("Connection", "Upgrade")
                .set("Sec-WebSocket-Version", "13")
                .set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        return UpgradeRequest.decide(request, spoken, Compression.OFF);
    }

    private static List<String> tokens(HttpRequest request) {
        return RequestToken.allIn(request, Optional.empty());
    }

    private static HttpRequest request(String target, String header, String value) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
        request.headers().add(header, value);
        return request;
    }
}
