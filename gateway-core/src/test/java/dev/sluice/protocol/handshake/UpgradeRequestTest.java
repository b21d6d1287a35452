package dev.sluice.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.handshake.UpgradeDecision.Accept;
import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The opening handshake: what a request must say, and what it gets if it does not. */
class UpgradeRequestTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final Subprotocols ENVELOPE = new Subprotocols(List.of("sluice.v1.json", "sluice.v2"), true);

    @Test
    void the_sample_key_of_the_rfc_gets_its_answer() { // RFC 6455, 1.3
        assertThat(AcceptKey.of(KEY)).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(decide(lawful()))
                .isEqualTo(new Accept("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "Upgrade,    WebSocket",
        "Upgrade,    'h2c, websocket'",
        "Connection, upgrade",
        "Connection, 'keep-alive, Upgrade'",
        "Connection, 'keep-alive ,, UPGRADE ,'",
    })
    void tokens_are_found_in_any_case_and_company(String header, String value) {
        assertThat(decide(with(header, value))).isInstanceOf(Accept.class);
    }

    @Test
    void tokens_may_come_over_several_lines() {
        HttpRequest request = with("Connection", "keep-alive");
        request.headers().add("Connection", "Upgrade");
        assertThat(decide(request)).isInstanceOf(Accept.class);
    }

    /** A value of {@code -} takes the header out, a bar splits it into two lines. */
    @ParameterizedTest(name = "{0}: {1} gets {2}")
    @CsvSource({
        "Upgrade,               -,                              426",
        "Upgrade,               h2c,                            426",
        "Upgrade,               websockets,                     426",
        "Connection,            -,                              426",
        "Connection,            close,                          426",
        "Connection,            upgraded,                       426",
        "Sec-WebSocket-Version, -,                              426",
        "Sec-WebSocket-Version, 8,                              426",
        "Sec-WebSocket-Version, 14,                             426",
        "Sec-WebSocket-Version, '13, 8',                        426",
        "Sec-WebSocket-Version, 13|13,                          400",
        "Sec-WebSocket-Version, 13|8,                           400",
        "Sec-WebSocket-Key,     -,                              400",
        "Sec-WebSocket-Key,     '',                             400",
        "Sec-WebSocket-Key,     dGhlIHNhbXBsZSBub25jZQ==|dGhlIHNhbXBsZSBub25jZQ==, 400",
        "Sec-WebSocket-Key,     dGhlIHNhbXBsZSBub25jZQ,         400",
        "Sec-WebSocket-Key,     dGhlIHNhbXBsZSBub25jZQAA,       400",
        "Sec-WebSocket-Key,     dGhlIHNhbXBsZSBub25jZQA=,       400",
        "Sec-WebSocket-Key,     dGhlIHNhbXBsZSBub25j!Q==,       400",
        "Sec-WebSocket-Key,     dGhl-HNh_XBsZSBub25jZQ==,       400",
        "Sec-WebSocket-Key,     c2hvcnQ=,                       400",
    })
    void a_request_that_lacks_something_is_told_what(String header, String value, int status) {
        HttpRequest request = lawful();
        request.headers().remove(header);
        if (!value.equals("-")) {
            request.headers().add(header, List.of(value.split("\\|")));
        }
        assertThat(decide(request)).isInstanceOfSatisfying(Refuse.class, refuse -> {
            assertThat(refuse.status().code()).isEqualTo(status);
            assertThat(refuse.reason()).isNotBlank().doesNotContain("\n");
            if (status == 426) {
                assertThat(text(refuse.headers()))
                        .containsEntry("upgrade", "websocket")
                        .containsEntry("connection", "close, Upgrade")
                        .containsEntry("sec-websocket-version", "13");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "CONNECT", "get", "NONSENSE"})
    void only_get_opens_a_websocket(String method) {
        HttpRequest request = lawful();
        request.setMethod(HttpMethod.valueOf(method));
        assertThat(decide(request)).isInstanceOfSatisfying(Refuse.class, refuse -> {
            assertThat(refuse.status().code()).isEqualTo(405);
            assertThat(text(refuse.headers())).containsEntry("allow", "GET");
        });
    }

    @ParameterizedTest(name = "offered {0}")
    @CsvSource({
        "sluice.v1.json,                    sluice.v1.json",
        "'chat, sluice.v1.json',            sluice.v1.json",
        "'sluice.v2, sluice.v1.json',       sluice.v2",
        "chat|sluice.v1.json|sluice.v2,     sluice.v1.json",
        "', ,sluice.v2',                   sluice.v2",
    })
    void the_first_offer_that_is_spoken_is_taken(String offers, String taken) {
        HttpRequest request = lawful();
        request.headers().add("Sec-WebSocket-Protocol", List.of(offers.split("\\|")));
        assertThat(UpgradeRequest.decide(request, ENVELOPE, Compression.OFF))
                .isInstanceOfSatisfying(
                        Accept.class, accept -> assertThat(accept.subprotocol()).contains(taken));
    }

    @Test
    void who_offers_none_gets_the_default_without_its_name() {
        assertThat(UpgradeRequest.decide(lawful(), ENVELOPE, Compression.OFF))
                .isInstanceOfSatisfying(
                        Accept.class, accept -> assertThat(accept.subprotocol()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "SLUICE.V1.JSON", "sluice.v1", "mqtt, wamp"})
    void offers_of_others_only_are_refused_where_one_is_needed_and_ignored_where_not(String offers) {
        HttpRequest request = with("Sec-WebSocket-Protocol", offers);
        assertThat(UpgradeRequest.decide(request, ENVELOPE, Compression.OFF))
                .isInstanceOfSatisfying(Refuse.class, refuse -> {
                    assertThat(refuse.status().code()).isEqualTo(400);
                    assertThat(refuse.reason()).contains("sluice.v1.json");
                    assertThat(refuse.cause()).isEqualTo(Refuse.Cause.SUBPROTOCOL);
                });
        assertThat(decide(request)).isInstanceOfSatisfying(Accept.class, accept -> assertThat(accept.subprotocol())
                .isEmpty());
    }

    @Test
    void a_lawful_request_breaks_no_rule() {
        assertThat(RequestRules.breach(lawful())).isEmpty();
        assertThat(RequestRules.breach(with("Content-Length", "0"))).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "Content-Length,    1",
        "Content-Length,    -1",
        "Content-Length,    ''",
        "Transfer-Encoding, chunked",
        "Transfer-Encoding, identity",
    })
    void a_request_with_a_body_is_refused(String header, String value) {
        assertThat(statusOf(with(header, value))).isEqualTo(400);
    }

    @Test
    void a_request_names_its_host_once() {
        HttpRequest request = lawful();
        request.headers().remove("Host");
        assertThat(statusOf(request)).isEqualTo(400);
        request.headers().add("Host", "a").add("Host", "a");
        assertThat(statusOf(request)).isEqualTo(400);
    }

    @ParameterizedTest(name = "{0} gets {1}")
    @CsvSource({"HTTP/1.0, 400", "HTTP/0.9, 505", "HTTP/1.2, 505", "HTTP/2.0, 505", "ICY/1.1, 505"})
    void only_http_1_1_is_spoken(String version, int status) {
        HttpRequest request = lawful();
        request.setProtocolVersion(HttpVersion.valueOf(version));
        assertThat(statusOf(request)).isEqualTo(status);
    }

    @ParameterizedTest(name = "Host: {0}")
    @ValueSource(
            strings = {"", "example.org", "localhost:8080", "127.0.0.1:80", "[::1]", "[fe80::1]:8080", "a%20b", "h:"})
    void a_host_is_a_name_or_an_address_or_empty(String host) {
        assertThat(RequestRules.breach(with("Host", host))).isEmpty();
    }

    @ParameterizedTest(name = "Host: {0}")
    @ValueSource(
            strings = {
                "a b",
                "user@a",
                "a/b",
                "http://a",
                "a:b",
                "::1",
                "[::1",
                "[]",
                "[::1]a",
                "[::g]",
                "a:123456",
                "a:80:80",
                "%",
                "a%g0",
                "a%2",
                "a#b",
                "\u00e9"
            })
    void a_host_with_anything_else_is_refused(String host) {
        assertThat(statusOf(with("Host", host))).isEqualTo(400);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/ws,                         /ws",
        "/ws?a=http://b,              /ws?a=http://b",
        "http://example.org/ws,       /ws",
        "HTTPS://EXAMPLE.ORG/ws?a=b,  /ws?a=b",
        "http://example.org,          /",
        "http://example.org?a=b,      /?a=b",
    })
    void a_target_is_a_path_or_a_uri_of_the_same_host(String target, String path) {
        HttpRequest request = lawful();
        request.setUri(target);
        assertThat(RequestRules.breach(request)).isEmpty();
        assertThat(RequestTarget.path(target)).isEqualTo(path);
    }

    @ParameterizedTest(name = "{0} {1} gets {2}")
    @CsvSource({
        "GET,     http://elsewhere.org/ws,      400",
        "GET,     http://example.org:81/ws,     400",
        "GET,     http://u:p@example.org/ws,    400",
        "GET,     ws://example.org/ws,          400",
        "GET,     example.org/ws,               400",
        "GET,     *,                            400",
        "GET,     /ws#a,                        400",
        "OPTIONS, *,                            405",
        "CONNECT, example.org:443,              405",
    })
    void other_targets_are_refused(String method, String target, int status) {
        HttpRequest request = lawful();
        request.setMethod(HttpMethod.valueOf(method));
        request.setUri(target);
        assertThat(statusOf(request)).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "a;b", "(a)", "\"a\"", "a/b", "chat, chat", "sluice.v1.json, sluice.v1.json", "\u00e9"})
    void offers_that_are_no_tokens_or_come_twice_are_refused_everywhere(String offers) {
        HttpRequest request = with("Sec-WebSocket-Protocol", offers);
        for (Subprotocols spoken : List.of(ENVELOPE, Subprotocols.NONE)) {
            assertThat(UpgradeRequest.decide(request, spoken, Compression.OFF))
                    .isInstanceOfSatisfying(
                            Refuse.class,
                            refuse -> assertThat(refuse.status().code()).isEqualTo(400));
        }
    }

    @Test
    void what_netty_could_not_decode_is_refused_before_anything_else() {
        assertThat(statusOf(failed(new TooLongHttpLineException("")))).isEqualTo(414);
        assertThat(statusOf(failed(new TooLongHttpHeaderException("")))).isEqualTo(431);
        assertThat(statusOf(failed(new IllegalArgumentException("TLS, perhaps"))))
                .isEqualTo(400);
    }

    private static HttpRequest lawful() {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/ws");
        HttpHeaders headers = request.headers();
        headers.set("Host", "example.org").set("Upgrade", "websocket").set("Connection", "Upgrade");
        headers.set("Sec-WebSocket-Version", "13").set("Sec-WebSocket-Key", KEY);
        return request;
    }

    private static HttpRequest with(String header, String value) {
        HttpRequest request = lawful();
        request.headers().set(header, value);
        return request;
    }

    private static HttpRequest failed(Exception cause) {
        HttpRequest request = lawful();
        request.setProtocolVersion(HttpVersion.HTTP_1_0);
        request.setDecoderResult(DecoderResult.failure(cause));
        return request;
    }

    private static UpgradeDecision decide(HttpRequest request) {
        return UpgradeRequest.decide(request, Subprotocols.NONE, Compression.OFF);
    }

    private static int statusOf(HttpRequest request) {
        return RequestRules.breach(request).orElseThrow().status().code();
    }

    private static Map<String, String> text(Map<CharSequence, String> headers) {
        return headers.entrySet().stream()
                .collect(Collectors.toMap(header -> header.getKey().toString(), Map.Entry::getValue));
    }
}
