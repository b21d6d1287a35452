package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.session.Liveness;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import dev.sluice.testing.Tls;
import dev.sluice.transport.http.WebPage;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS on the public port, with each provider and each version, against the JDK's client. */
class TlsTest {
    private static final Duration SHORT = Duration.ofMillis(500);

    /** Nobody is pinged while a test reads frame by frame. */
    private static final Liveness UNPINGED =
            new Liveness(Duration.ofHours(1), Duration.ofHours(1), Duration.ofSeconds(10));

    /** Larger than what lies unread in the socket buffers of both sides when the connection is closed. */
    private static final int PAGE_BYTES = 4_000_000;

    static Stream<SslProvider> providers() {
        return Tls.providers().stream();
    }

    static Stream<Arguments> versions() {
        return Tls.providers().stream()
                .flatMap(provider -> Stream.of("TLSv1.2", "TLSv1.3").map(version -> Arguments.of(provider, version)));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_websocket_opens_speaks_and_closes(SslProvider provider, String version) throws IOException {
        try (Gateway gateway = start(provider);
                SSLSocket socket = Tls.connect(gateway, version);
                RawClient client = RawClient.on(socket).upgrade("/echo")) {
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            assertThat(client.sendText("hello").readFrame().text()).isEqualTo("hello");
            client.sendFrame(0x82, new byte[60_000]);
            assertThat(client.readFrame().payload()).hasSize(60_000);
            client.sendText("last").sendClose(1000);
            assertThat(client.readToEnd()).extracting(Frame::toString).containsExactly("81:last", "88:close 1000");
        }
    }

    /** The end of a stream that was only cut is an exception here, and not an end. */
    @ParameterizedTest
    @MethodSource("versions")
    void a_breach_is_answered_before_the_end_though_the_client_goes_on_talking(SslProvider provider, String version)
            throws IOException {
        try (Gateway gateway = start(provider);
                RawClient client = RawClient.on(Tls.connect(gateway, version)).upgrade("/echo")) {
            client.sendText("before").sayHex("83 80 00000000");
            for (int i = 0; i < 20; i++) {
                client.say(new byte[16_000]);
            }
            assertThat(client.readToEnd())
                    .extracting(frame -> frame.isClose() ? frame.closeCode() : frame.text())
                    .containsExactly("before", 1002);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_page_arrives_whole_before_the_connection_closes(SslProvider provider, String version) throws IOException {
        WebPage page = new WebPage("text/plain", "x".repeat(PAGE_BYTES).getBytes(StandardCharsets.US_ASCII));
        try (Gateway gateway = start(provider, Gateways.options().page("/", page));
                RawClient client = RawClient.on(Tls.connect(gateway, version))) {
            client.say("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .readHead();
            assertThat(client.readTextToEnd()).hasSize(PAGE_BYTES);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_gateway_that_stops_tells_its_clients(SslProvider provider, String version) throws Exception {
        Gateway gateway = start(provider);
        try (RawClient client = RawClient.on(Tls.connect(gateway, version)).upgrade("/rooms/a")) {
            Thread stop = new Thread(() -> gateway.stop(Duration.ofSeconds(5)));
            stop.start();
            assertThat(client.readFrame().closeCode()).isEqualTo(1012);
            client.sendClose(1012);
            assertThat(client.readToEnd()).isEmpty();
            client.close();
            stop.join();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_client_that_ends_tls_without_a_close_frame_is_gone(SslProvider provider, String version) throws IOException {
        try (Gateway gateway = start(provider);
                SSLSocket socket = Tls.connect(gateway, version);
                RawClient client = RawClient.on(socket).upgrade("/echo")) {
            client.sendText("heard").readFrame();
            socket.shutdownOutput();
            assertThat(client.readToEnd()).isEmpty();
            socket.close();
            Gateways.awaitTotal(gateway, MeterName.CONNECTIONS, 0);
            assertThat(gateway.meters()
                            .value(MeterName.CONNECTIONS_CLOSED, Label.Close.ABNORMAL, Label.Initiator.CLIENT))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void http_1_1_is_chosen_and_a_client_that_has_only_others_is_told_of_none(SslProvider provider) throws IOException {
        try (Gateway gateway = start(provider)) {
            assertThat(alpn(gateway, "h2", "http/1.1")).isEqualTo("http/1.1");
            assertThat(alpn(gateway, "h2")).isEmpty();
            assertThat(alpn(gateway)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void plain_http_is_told_what_is_wrong(SslProvider provider) throws IOException {
        try (Gateway gateway = start(provider);
                RawClient client = RawClient.connect(gateway).say(RawClient.request("/echo"))) {
            assertThat(client.readHead().get(0)).isEqualTo("HTTP/1.1 400 Bad Request");
            assertThat(client.readTextToEnd()).isEqualTo("this port speaks TLS: use https:// or wss://\n");
            assertOnly(gateway, Label.Handshake.PLAIN_ON_TLS);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void what_is_neither_tls_nor_http_is_cut(SslProvider provider) throws IOException {
        try (Gateway gateway = start(provider);
                RawClient client = RawClient.connect(gateway).sayHex("00 01 02 03 04 05")) {
            assertThat(readsNothing(client)).isTrue();
            assertOnly(gateway, Label.Handshake.TLS_FAILED);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void a_record_that_holds_no_hello_is_refused_by_an_alert(SslProvider provider) throws IOException {
        try (Gateway gateway = start(provider);
                RawClient client = RawClient.connect(gateway).sayHex("16 0301 0005 ff00000100")) {
            assertThat(client.in().read()).as("the type of an alert").isEqualTo(21);
            assertOnly(gateway, Label.Handshake.TLS_FAILED);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void a_client_that_does_not_believe_the_certificate_is_counted(SslProvider provider) throws IOException {
        X509Bundle other = Tls.selfSigned("CN=other");
        try (Gateway gateway = start(provider);
                SSLSocket socket = Tls.over(tcp(gateway), other, "TLSv1.3")) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
            Gateways.awaitTotal(gateway, MeterName.HANDSHAKES, 1);
            assertOnly(gateway, Label.Handshake.TLS_FAILED);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void one_deadline_covers_tls_and_the_request(SslProvider provider) throws IOException {
        GatewayOptions.Builder hurried =
                Gateways.options().liveness(new Liveness(Duration.ofSeconds(30), Duration.ofSeconds(30), SHORT));
        try (Gateway gateway = start(provider, hurried);
                RawClient silent = RawClient.connect(gateway);
                RawClient half = RawClient.connect(gateway).sayHex("16 0301 0200 0100");
                SSLSocket shaken = Tls.connect(gateway, "TLSv1.3")) {
            shaken.startHandshake();
            assertThat(readsNothing(silent)).isTrue();
            assertThat(readsNothing(half)).isTrue();
            Gateways.awaitTotal(gateway, MeterName.HANDSHAKES, 3);
            assertThat(gateway.meters().value(MeterName.HANDSHAKES, Label.Handshake.TIMEOUT))
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void a_client_that_leaves_half_way_has_abandoned_the_handshake(SslProvider provider) throws IOException {
        try (Gateway gateway = start(provider)) {
            RawClient.connect(gateway).sayHex("16 0301 0200 0100").close();
            Gateways.awaitTotal(gateway, MeterName.HANDSHAKES, 1);
            assertOnly(gateway, Label.Handshake.ABANDONED);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void a_new_certificate_is_for_new_connections(SslProvider provider) throws IOException {
        X509Bundle second = Tls.selfSigned("CN=second");
        AtomicReference<SslContext> current = new AtomicReference<>(Tls.server(Tls.CERTIFICATE, provider));
        try (Gateway gateway =
                        Gateway.start(Gateways.options().tls(current::get).build());
                RawClient before = RawClient.on(Tls.connect(gateway, "TLSv1.3")).upgrade("/echo")) {
            current.set(Tls.server(second, provider));
            try (SSLSocket socket = Tls.over(tcp(gateway), second, "TLSv1.3");
                    RawClient after = RawClient.on(socket).upgrade("/echo")) {
                X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=second");
                assertThat(after.sendText("new").readFrame().text()).isEqualTo("new");
            }
            System.gc(); // the first context lives as long as its connections
            assertThat(before.sendText("old").readFrame().text()).isEqualTo("old");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_client_without_the_certificate_that_is_required_gets_nowhere(SslProvider provider, String version)
            throws IOException {
        X509Bundle authority = Tls.selfSigned("CN=authority");
        SslContext context = dev.sluice.transport.tls.TlsPolicy.build(
                Tls.builder(Tls.CERTIFICATE).clientAuth(ClientAuth.REQUIRE).trustManager(authority.getCertificate()),
                provider);
        try (Gateway gateway =
                        Gateway.start(Gateways.options().tls(() -> context).build());
                RawClient client = RawClient.on(Tls.connect(gateway, version))) {
            assertThatThrownBy(() -> client.upgrade("/echo")).isInstanceOf(IOException.class);
            Gateways.awaitTotal(gateway, MeterName.HANDSHAKES, 1);
            assertOnly(gateway, Label.Handshake.TLS_FAILED);
        }
    }

    /** A room's frames lie in one buffer for all members; each has a session of TLS, and frames of its own, in between. */
    @ParameterizedTest
    @MethodSource("versions")
    void members_of_a_room_get_the_same_bytes_whatever_else_they_get(SslProvider provider, String version)
            throws IOException {
        try (Gateway gateway = start(provider);
                RawClient publisher =
                        RawClient.on(Tls.connect(gateway, version)).upgrade("/rooms/r");
                RawClient first = RawClient.on(Tls.connect(gateway, version)).upgrade("/rooms/r");
                RawClient second = RawClient.on(Tls.connect(gateway, "TLSv1.3")).upgrade("/rooms/r");
                RawClient third = RawClient.on(Tls.connect(gateway, "TLSv1.2")).upgrade("/rooms/r")) {
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 4);
            for (int round = 0; round < 10; round++) {
                ByteArrayOutputStream burst = new ByteArrayOutputStream();
                for (int i = 0; i < 40; i++) {
                    burst.write(RawClient.frame(0x81, text(round, i).getBytes(StandardCharsets.US_ASCII)));
                }
                publisher.say(burst.toByteArray());
                for (RawClient member : List.of(first, second, third)) {
                    String own = "own " + member.hashCode();
                    member.sendFrame(0x8A, new byte[0]).sendText(own);
                }
                for (RawClient member : List.of(publisher, first, second, third)) {
                    assertHears(member, round, member == publisher ? 3 : 42);
                }
            }
        }
    }

    private static void assertHears(RawClient member, int round, int frames) throws IOException {
        int next = 0;
        for (int heard = 0; heard < frames; heard++) {
            String text = member.readFrame().text();
            if (!text.startsWith("own ")) {
                assertThat(text).isEqualTo(text(round, next++));
            }
        }
        assertThat(next).isEqualTo(frames == 3 ? 0 : 40);
    }

    private static String text(int round, int index) {
        return (round + "." + index + " ").repeat(1 + index * 20);
    }

    private static Gateway start(SslProvider provider) throws IOException {
        return start(provider, Gateways.options().liveness(UNPINGED));
    }

    private static Gateway start(SslProvider provider, GatewayOptions.Builder options) throws IOException {
        SslContext context = Tls.server(Tls.CERTIFICATE, provider);
        return Gateway.start(options.tls(() -> context).build());
    }

    private static Socket tcp(Gateway gateway) throws IOException {
        return new Socket(gateway.address().getAddress(), gateway.address().getPort());
    }

    private static String alpn(Gateway gateway, String... offered) throws IOException {
        try (SSLSocket socket = Tls.connect(gateway, "TLSv1.3")) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(offered);
            socket.setSSLParameters(parameters);
            RawClient client = RawClient.on(socket).upgrade("/echo");
            assertThat(client.sendText("a").readFrame().text()).isEqualTo("a");
            return socket.getApplicationProtocol();
        }
    }

    /** Whether the connection ends, by a FIN or a reset, without a byte. */
    private static boolean readsNothing(RawClient client) {
        try (InputStream in = client.in()) {
            return in.read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    private static void assertOnly(Gateway gateway, Label.Handshake result) {
        Gateways.awaitTotal(gateway, MeterName.HANDSHAKES, 1);
        assertThat(gateway.meters().value(MeterName.HANDSHAKES, result)).isEqualTo(1);
    }
}
