package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.limit.Limits;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.handshake.AllowedOrigins;
import dev.sluice.protocol.handshake.OriginPattern;
import dev.sluice.protocol.peer.AddressRange;
import dev.sluice.protocol.peer.AddressRanges;
import dev.sluice.session.Liveness;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.Tls;
import dev.sluice.transport.caller.CallerRules;
import dev.sluice.transport.caller.ProxyProtocol;
import dev.sluice.transport.io.TransportChoice;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is calling, over real sockets: origins, PROXY headers, X-Forwarded-For. */
class CallersTest {
    private static final String HEADER = "PROXY TCP4 203.0.113.9 10.0.0.1 4711 443\r\n";
    private static final String LOCAL = "0d0a0d0a000d0a515549540a 20 00 0000";

    @ParameterizedTest
    @CsvSource({
        "Origin: https://app.example.com, 101",
        "X: nobody says where he is from, 101",
        "Origin: https://evil.example, 403",
        "Origin: null, 403",
        "'Origin: https://app.example.com\r\nOrigin: https://app.example.com', 400",
    })
    void pages_of_other_origins_stay_outside(String header, int status) throws IOException {
        AllowedOrigins origins = new AllowedOrigins(List.of(OriginPattern.of("*.example.com")));
        try (Gateway gateway = start(new CallerRules(origins, ProxyProtocol.OFF, AddressRanges.NONE));
                RawClient client = RawClient.connect(gateway)) {
            client.say(RawClient.request("/who").replace("\r\n\r\n", "\r\n" + header + "\r\n\r\n"));
            assertThat(client.readHead().get(0)).startsWith("HTTP/1.1 " + status + " ");
            if (status == 403) {
                assertThat(client.readTextToEnd()).contains("origins");
                assertThat(results(gateway, Label.Handshake.FORBIDDEN)).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.9",
        "'1.1.1.1, 203.0.113.9, 127.0.0.7', 203.0.113.9",
        "'203.0.113.9, unknown', 127.0.0.1",
    })
    void a_trusted_proxy_says_for_whom_it_calls(String header, String client) throws IOException {
        try (Gateway gateway = start(trusting(ProxyProtocol.OFF, "127.0.0.0/8", "::1"))) {
            assertThat(who(gateway, "", "\r\nX-Forwarded-For: " + header)).isEqualTo(client);
        }
        try (Gateway gateway = start(trusting(ProxyProtocol.OFF, "192.0.2.1"))) {
            assertThat(who(gateway, "", "\r\nX-Forwarded-For: " + header)).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void a_proxy_header_names_the_client_or_another_proxy() throws IOException {
        try (Gateway gateway = start(trusting(ProxyProtocol.REQUIRED, "127.0.0.1", "::1"))) {
            assertThat(who(gateway, HEADER, "")).isEqualTo("203.0.113.9");
            assertThat(who(gateway, HEADER, "\r\nX-Forwarded-For: 192.0.2.1")).isEqualTo("203.0.113.9");
            assertThat(who(gateway, "PROXY UNKNOWN\r\n", "")).isEqualTo("127.0.0.1");
        }
        try (Gateway gateway = start(trusting(ProxyProtocol.REQUIRED, "127.0.0.1", "203.0.113.0/24"))) {
            assertThat(who(gateway, HEADER, "\r\nX-Forwarded-For: 192.0.2.1")).isEqualTo("192.0.2.1");
        }
    }

    @Test
    void a_header_may_come_in_pieces_and_the_request_with_its_end() throws IOException {
        try (Gateway gateway = start(trusting(ProxyProtocol.REQUIRED, "127.0.0.1"));
                RawClient client = RawClient.connect(gateway)) {
            for (int i = 0; i < HEADER.length() - 1; i++) {
                client.say(HEADER.substring(i, i + 1));
            }
            client.say("\n" + RawClient.request("/who"));
            client.readHead();
            assertThat(client.readFrame().text()).isEqualTo("203.0.113.9");
        }
    }

    /** AUTO is io_uring where that is allowed. */
    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO"})
    void on_a_port_for_both_kinds_of_addresses_an_ipv4_client_is_one(TransportChoice transport) throws IOException {
        InetSocketAddress both = new InetSocketAddress(InetAddress.getByName("::"), 0);
        GatewayOptions options = options(trusting(ProxyProtocol.REQUIRED, "127.0.0.1"))
                .listen(both)
                .transport(transport)
                .build();
        try (Gateway gateway = Gateway.start(options);
                Socket socket = new Socket("127.0.0.1", gateway.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("PROXY UNKNOWN\r\n" + RawClient.request("/who")).getBytes(UTF_8));
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            while (!in.readLine().isEmpty()) {
                // the head
            }
            char[] frame = new char[2 + "127.0.0.1".length()];
            for (int at = 0; at < frame.length; at++) {
                frame[at] = (char) in.read();
            }
            assertThat(new String(frame)).endsWith("127.0.0.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "P", "X", "\r\n\r\nX", "PROXY TCP4 a b c d\r\n"})
    void without_a_header_there_is_no_answer(String bytes) throws IOException {
        Liveness hurried = new Liveness(Duration.ofSeconds(25), Duration.ofSeconds(10), Duration.ofMillis(300));
        try (Gateway gateway = Gateway.start(options(trusting(ProxyProtocol.REQUIRED, "127.0.0.1"))
                        .liveness(hurried)
                        .build());
                RawClient client = RawClient.connect(gateway).say(bytes)) {
            assertThat(endOf(client)).isEqualTo("closed");
            Gateways.awaitTotal(gateway, MeterName.HANDSHAKES, 1);
            boolean waits = "PROXY".startsWith(bytes);
            assertThat(results(gateway, waits ? Label.Handshake.TIMEOUT : Label.Handshake.BAD_PROXY_HEADER))
                    .isEqualTo(1);
        }
    }

    @Test
    void strangers_are_closed_whatever_header_they_have() throws IOException {
        try (Gateway gateway = start(trusting(ProxyProtocol.REQUIRED, "192.0.2.0/24"))) {
            for (int i = 1; i <= 3; i++) {
                try (RawClient client = RawClient.connect(gateway)) {
                    assertThat(endOf(client)).isEqualTo("closed");
                }
                Gateways.awaitTotal(gateway, MeterName.HANDSHAKES, i);
            }
            assertThat(results(gateway, Label.Handshake.UNTRUSTED_PROXY)).isEqualTo(3);
        }
    }

    @Test
    void a_balancer_that_only_looks_whether_we_are_there_is_no_failed_handshake() throws IOException {
        try (Gateway gateway = start(trusting(ProxyProtocol.REQUIRED, "127.0.0.1"))) {
            RawClient.connect(gateway).close();
            RawClient.connect(gateway).sayHex(LOCAL).close();
            RawClient.connect(gateway).say("PROXY UNKNOWN\r\n").close();
            RawClient.connect(gateway)
                    .say("PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n")
                    .close();
            RawClient.connect(gateway).say(HEADER).close();
            Gateways.awaitTotal(gateway, MeterName.HANDSHAKES, 1);
            assertThat(results(gateway, Label.Handshake.ABANDONED))
                    .as("a client's")
                    .isEqualTo(1);
            assertThat(who(gateway, HEADER, "")).isEqualTo("203.0.113.9");
            Gateways.awaitTotal(gateway, MeterName.CONNECTIONS_CLOSED, 1);
            assertThat(gateway.meters().total(MeterName.HANDSHAKES)).isEqualTo(2);
        }
    }

    @Test
    void the_header_stands_before_tls_and_who_has_no_room_costs_no_handshake() throws IOException {
        SslContext context = Tls.server(Tls.CERTIFICATE, SslProvider.JDK);
        try (Gateway gateway = Gateway.start(options(trusting(ProxyProtocol.REQUIRED, "127.0.0.1"))
                        .tls(() -> context)
                        .limits(Limits.builder().connectionsPerIp(1).build())
                        .build());
                Socket first = new Socket(
                        gateway.address().getAddress(), gateway.address().getPort())) {
            first.getOutputStream().write(HEADER.getBytes(UTF_8));
            RawClient client =
                    RawClient.on(Tls.over(first, Tls.CERTIFICATE, "TLSv1.3")).upgrade("/who");
            assertThat(client.readFrame().text()).isEqualTo("203.0.113.9");
            try (RawClient second = RawClient.connect(gateway).say(HEADER)) {
                assertThat(endOf(second)).isEqualTo("closed");
            }
            Gateways.awaitTotal(gateway, MeterName.HANDSHAKES, 2);
            assertThat(results(gateway, Label.Handshake.TOO_MANY)).isEqualTo(1);
        }
    }

    private static String who(Gateway gateway, String before, String headers) throws IOException {
        try (RawClient client = RawClient.connect(gateway)) {
            client.say(before + RawClient.request("/who").replace("\r\n\r\n", headers + "\r\n\r\n"));
            assertThat(client.readHead().get(0)).contains("101");
            return client.readFrame().text();
        }
    }

    @Test
    void the_header_comes_before_tls() throws IOException {
        SslContext context = Tls.server(Tls.CERTIFICATE, SslProvider.JDK);
        try (Gateway gateway = Gateway.start(options(trusting(ProxyProtocol.REQUIRED, "127.0.0.1"))
                        .tls(() -> context)
                        .build());
                Socket socket = new Socket("127.0.0.1", gateway.address().getPort())) {
            String header = "PROXY TCP4 203.0.113.9 127.0.0.1 4711 8080\r\n";
            socket.getOutputStream().write(header.getBytes(UTF_8));
            RawClient client =
                    RawClient.on(Tls.over(socket, Tls.CERTIFICATE, "TLSv1.3")).upgrade("/who");
            assertThat(client.readFrame().text()).isEqualTo("203.0.113.9");
            assertThat(client.sendText("hello").readFrame().text()).isEqualTo("hello");
        }
    }

    /** A connection that is closed with bytes unread may end by a reset. */
    private static String endOf(RawClient client) {
        try {
            return client.in().read() < 0 ? "closed" : "answered";
        } catch (IOException reset) {
            return "closed";
        }
    }

    private static long results(Gateway gateway, Label.Handshake result) {
        return gateway.meters().value(MeterName.HANDSHAKES, result);
    }

    private static CallerRules trusting(ProxyProtocol protocol, String... blocks) {
        AddressRanges trusted =
                new AddressRanges(Stream.of(blocks).map(AddressRange::of).toList());
        return new CallerRules(AllowedOrigins.ANY, protocol, trusted);
    }

    private static Gateway start(CallerRules rules) throws IOException {
        return Gateway.start(options(rules).build());
    }

    private static GatewayOptions.Builder options(CallerRules rules) {
        return Gateways.options().callers(rules).conversation("/who", session -> {
            session.sendText(session.remoteAddress().getHostAddress());
            return (kind, message) -> session.sendText(message.toString(UTF_8));
        });
    }
}
