package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.limit.Limits;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.handshake.AllowedOrigins;
import dev.sluice.protocol.peer.AddressRange;
import dev.sluice.protocol.peer.AddressRanges;
import dev.sluice.transport.caller.CallerRules;
import dev.sluice.transport.caller.ProxyProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind a real HAProxy, which tells the client's address by either version of the PROXY protocol or by X-Forwarded-For. */
class HaproxyIT {
    /** The balancer takes a client of this machine for one from elsewhere. */
    private static final String FROM_ELSEWHERE = "tcp-request connection set-src ipv4(203.0.113.9)";

    private static final String FROM_IPV6 = "tcp-request connection set-src ipv6(2001:db8::1)";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send-proxy",
                "send-proxy-v2",
                "send-proxy-v2 proxy-v2-options crc32c,unique-id",
                "send-proxy-v2-ssl-cn",
            })
    void the_proxy_protocol_tells_the_client(String option) throws Exception {
        try (Gateway gateway = start(ProxyProtocol.REQUIRED)) {
            assertThat(who(gateway, "tcp", FROM_ELSEWHERE, option)).isEqualTo("203.0.113.9");
            assertThat(who(gateway, "tcp", FROM_IPV6, option)).isEqualTo("2001:db8:0:0:0:0:0:1");
            assertThat(who(gateway, "http", FROM_ELSEWHERE, option)).isEqualTo("203.0.113.9");
            assertThat(results(gateway, Label.Handshake.ACCEPTED)).isEqualTo(3);
            assertThat(gateway.meters().total(MeterName.HANDSHAKES)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"tcp, '', BAD_PROXY_HEADER", "http, '', BAD_PROXY_HEADER"})
    void without_its_header_nobody_comes_in(String mode, String option, Label.Handshake result) throws Exception {
        try (Gateway gateway = start(ProxyProtocol.REQUIRED)) {
            assertThatThrownBy(() -> who(gateway, mode, FROM_ELSEWHERE, option))
                    .isInstanceOf(CompletionException.class);
            assertThat(results(gateway, result)).isPositive();
            assertThat(results(gateway, Label.Handshake.ACCEPTED)).isZero();
        }
    }

    @Test
    void its_header_where_none_is_expected_is_refused() throws Exception {
        try (Gateway gateway = start(ProxyProtocol.OFF)) {
            assertThatThrownBy(() -> who(gateway, "tcp", FROM_ELSEWHERE, "send-proxy-v2"))
                    .isInstanceOf(CompletionException.class);
            assertThatThrownBy(() -> who(gateway, "tcp", FROM_ELSEWHERE, "send-proxy"))
                    .isInstanceOf(CompletionException.class);
            assertThat(results(gateway, Label.Handshake.OTHER_PROTOCOL)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-proxy check-send-proxy", "send-proxy-v2 check-send-proxy"})
    void its_health_checks_are_no_failed_handshakes(String option) throws Exception {
        try (Gateway gateway = start(ProxyProtocol.REQUIRED);
                Balancer balancer = Balancer.start(
                        directory, gateway, "tcp", FROM_ELSEWHERE, option + " check inter 50ms rise 2 fall 1")) {
            assertThat(balancer.logged("Health check")).contains("succeeded", "UP");
            assertThat(who(balancer)).isEqualTo("203.0.113.9");
            assertThat(gateway.meters().total(MeterName.HANDSHAKES)).isEqualTo(1);
        }
    }

    @Test
    void forwarded_for_tells_the_client_whatever_the_client_says_of_itself() throws Exception {
        try (Gateway gateway = start(ProxyProtocol.OFF)) {
            String forward = FROM_ELSEWHERE + "\n    option forwardfor";
            assertThat(who(gateway, "http", forward, "")).isEqualTo("203.0.113.9");
            try (Balancer balancer = Balancer.start(directory, gateway, "http", forward, "")) {
                assertThat(who(balancer, "X-Forwarded-For", "192.0.2.1, 127.0.0.1"))
                        .isEqualTo("203.0.113.9");
            }
        }
    }

    @Test
    void clients_are_counted_by_their_own_address_behind_it() throws Exception {
        Limits one = Limits.builder().connectionsPerIp(1).build();
        try (Gateway gateway = Gateway.start(
                        options(ProxyProtocol.REQUIRED).limits(one).build());
                Balancer balancer =
                        Balancer.start(directory, gateway, "tcp", FROM_ELSEWHERE, "send-proxy-v2 check inter 50ms")) {
            WebSocket first = http.newWebSocketBuilder()
                    .buildAsync(balancer.url("/who"), new Answer())
                    .join();
            assertThatThrownBy(() -> who(balancer)).isInstanceOf(CompletionException.class);
            assertThat(results(gateway, Label.Handshake.TOO_MANY)).isEqualTo(1);
            first.abort();
            Await.until("the first is gone", () -> gateway.meters().total(MeterName.CONNECTIONS) == 0);
            assertThat(who(balancer)).isEqualTo("203.0.113.9");
        }
    }

    private String who(Gateway gateway, String mode, String frontend, String option) throws Exception {
        try (Balancer balancer = Balancer.start(directory, gateway, mode, frontend, option)) {
            return who(balancer);
        }
    }

    /** Opens a WebSocket through the balancer, asks who one is, and leaves. */
    private String who(Balancer balancer, String... header) throws Exception {
        WebSocket.Builder builder = http.newWebSocketBuilder();
        if (header.length > 0) {
            builder.header(header[0], header[1]);
        }
        Answer answer = new Answer();
        WebSocket socket = builder.buildAsync(balancer.url("/who"), answer).join();
        try {
            return answer.text.get(20, TimeUnit.SECONDS);
        } finally {
            socket.abort();
        }
    }

    private static long results(Gateway gateway, Label.Handshake result) {
        return gateway.meters().value(MeterName.HANDSHAKES, result);
    }

    private static Gateway start(ProxyProtocol protocol) throws Exception {
        return Gateway.start(options(protocol).build());
    }

    private static GatewayOptions.Builder options(ProxyProtocol protocol) {
        AddressRanges trusted = new AddressRanges(List.of(AddressRange.of("127.0.0.1")));
        return GatewayOptions.builder()
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .callers(new CallerRules(AllowedOrigins.ANY, protocol, trusted))
                .conversation("/who", session -> {
                    session.sendText(session.remoteAddress().getHostAddress());
                    return (kind, message) -> {};
                });
    }

    private static final class Answer implements WebSocket.Listener {
        private final CompletableFuture<String> text = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence message, boolean last) {
            text.complete(message.toString());
            return null;
        }
    }
}
