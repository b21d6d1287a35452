package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.testing.Tls;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on the public port, spoken to by OpenSSL, npm's ws, Chromium and the JDK's client. */
class TlsIT {
    /** What OpenSSL says of a session; the first from TLS 1.3 alone. */
    private static final String REUSED = "Reused, ";

    @TempDir
    static Path directory;

    private static RunningServer server;
    private static Path certificate;
    private static String host;

    @BeforeAll
    static void start() throws Exception {
        certificate = Files.writeString(directory.resolve("own.pem"), Tls.CERTIFICATE.getCertificatePEM());
        Path key = Files.writeString(directory.resolve("own.key"), Tls.CERTIFICATE.getPrivateKeyPEM());
        server = Servers.start("tls.certificate=" + certificate, "tls.key=" + key);
        host = "localhost:" + server.gateway().address().getPort();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void openssl_agrees_on_what_is_new(String version) throws Exception {
        List<String> said = openssl(host, version, "-alpn", "h2,http/1.1");
        assertThat(said).contains("Verify return code: 0 (ok)", "ALPN protocol: http/1.1", "HTTP/1.1 200 OK");
        assertThat(said).anyMatch(line -> line.startsWith("New, " + version.replace("-tls1_", "TLSv1.")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_1", "-tls1"})
    void openssl_is_refused_what_is_old(String version) throws Exception {
        List<String> said = openssl(host, version, "-cipher", "ALL:@SECLEVEL=0");
        assertThat(said).anyMatch(line -> line.contains("alert protocol version"));
        assertThat(said).noneMatch(line -> line.startsWith("HTTP/1.1"));
    }

    @Test
    void openssl_is_refused_weak_ciphers() throws Exception {
        List<String> said = openssl(host, "-tls1_2", "-cipher", "AES128-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0");
        assertThat(said).anyMatch(line -> line.contains("alert handshake failure"));
    }

    @Test
    void openssl_without_a_protocol_of_ours_is_told_of_none() throws Exception {
        assertThat(openssl(host, "-alpn", "h2")).contains("No ALPN negotiated", "HTTP/1.1 200 OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void openssl_resumes_its_session(String version) throws Exception {
        String session = directory.resolve("session" + version).toString();
        assertThat(openssl(host, version, "-sess_out", session)).noneMatch(line -> line.startsWith(REUSED));
        assertThat(openssl(host, version, "-sess_in", session)).anyMatch(line -> line.startsWith(REUSED));
    }

    @Test
    void openssl_shows_its_certificate_where_one_is_asked_for() throws Exception {
        X509Bundle authority = Tls.selfSigned("CN=authority");
        Path known = client("known", authority);
        Path unknown = client("unknown", Tls.selfSigned("CN=another authority"));
        Path trusted = Files.writeString(directory.resolve("clients.pem"), authority.getCertificatePEM());
        for (String mode : List.of("required", "optional")) {
            try (RunningServer asking = Servers.start(
                    "tls.certificate=" + certificate,
                    "tls.key=" + directory.resolve("own.key"),
                    "tls.client-ca=" + trusted,
                    "tls.client-certificates=" + mode)) {
                String there = "localhost:" + asking.gateway().address().getPort();
                assertThat(openssl(there, "-cert", known.toString(), "-key", known.toString()))
                        .contains("HTTP/1.1 200 OK");
                assertThat(openssl(there, "-cert", unknown.toString(), "-key", unknown.toString()))
                        .doesNotContain("HTTP/1.1 200 OK");
                assertThat(openssl(there).contains("HTTP/1.1 200 OK")).isEqualTo(mode.equals("optional"));
                Metrics.of(asking)
                        .await("gateway_handshakes_total{result=\"tls-failed\"}", mode.equals("optional") ? 1 : 2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa:2048", "ec"})
    void keys_in_the_older_forms_of_openssl_are_read(String kind) throws Exception {
        String pem = directory.resolve("old.pem").toString();
        String made = directory.resolve("made.key").toString();
        String old = directory.resolve("old.key").toString();
        List<String> request =
                new ArrayList<>(List.of("req", "-x509", "-nodes", "-newkey", kind, "-subj", "/CN=localhost"));
        request.addAll(List.of("-keyout", made, "-out", pem, "-days", "60"));
        if (kind.equals("ec")) {
            request.addAll(List.of("-pkeyopt", "ec_paramgen_curve:prime256v1"));
        }
        runOpenssl(request.toArray(String[]::new));
        runOpenssl("pkey", "-in", made, "-traditional", "-out", old);
        assertThat(Files.readString(Path.of(old)))
                .contains(kind.equals("ec") ? "BEGIN EC PRIVATE" : "BEGIN RSA PRIVATE");
        assertThatCode(() -> Servers.start("tls.certificate=" + pem, "tls.key=" + old)
                        .close())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "fragments", "client closes", "server closes", "envelope", "mixed room"})
    void npm_ws_speaks_over_tls(String scenario) throws Exception {
        NodeScripts.run(trusting(), "ws.mjs", scenario, "wss://" + host);
    }

    @Test
    void two_pages_of_chromium_chat_over_wss() throws Exception {
        Map<String, String> environment =
                Map.of("CHROMIUM", Tools.chromium().toString(), "CHROMIUM_FLAGS", "--ignore-certificate-errors");
        NodeScripts.run(environment, "playground.mjs", "chat", "raw", "https://" + host);
        NodeScripts.run(environment, "playground.mjs", "chat", "envelope", "https://" + host);
    }

    @Test
    void the_jdk_echoes_and_closes() throws Exception {
        Hearing hearing = new Hearing();
        WebSocket socket = HttpClient.newBuilder()
                .sslContext(Tls.believing(Tls.CERTIFICATE))
                .build()
                .newWebSocketBuilder()
                .buildAsync(URI.create("wss://" + host + "/echo"), hearing)
                .join();
        socket.sendText("hello", true).join();
        assertThat(hearing.text.get(20, TimeUnit.SECONDS)).isEqualTo("hello");
        socket.sendClose(1001, "bye").join();
        assertThat(hearing.code.get(20, TimeUnit.SECONDS)).isEqualTo(1001);
    }

    @Test
    void curl_is_told_that_this_is_no_plain_http() throws Exception {
        try (Child curl = Child.start(directory, List.of("curl", "-s", "-i", "http://" + host + "/"))) {
            assertThat(curl.exitCode()).isZero();
            assertThat(curl.out().get(0)).startsWith("HTTP/1.1 400");
            assertThat(curl.out()).endsWith("this port speaks TLS: use https:// or wss://");
        }
    }

    private static Map<String, String> trusting() {
        return Map.of("NODE_EXTRA_CA_CERTS", certificate.toString());
    }

    /** A certificate of a client and its key, in one file. */
    private static Path client(String name, X509Bundle authority) throws Exception {
        X509Bundle bundle =
                new CertificateBuilder().subject("CN=" + name).ecp256().buildIssuedBy(authority);
        return Files.writeString(
                directory.resolve(name + ".pem"), bundle.getCertificatePEM() + bundle.getPrivateKeyPEM());
    }

    /** Asks for a page by {@code openssl s_client}; what it said, errors too. */
    private static List<String> openssl(String host, String... options) throws Exception {
        List<Object> command =
                new ArrayList<>(List.of(Tools.openssl(), "s_client", "-connect", host, "-crlf", "-ign_eof"));
        command.addAll(List.of("-CAfile", certificate));
        command.addAll(List.of(options));
        try (Child child = Child.start(directory, command)) {
            try {
                child.say("GET / HTTP/1.1");
                child.say("Host: localhost");
                child.say("Connection: close");
                child.say("");
            } catch (java.io.IOException refused) {
                // it has ended already
            }
            child.exitCode();
            // A dump of a ticket may end in the line in which the page begins.
            return Stream.of(child.out(), child.err())
                    .flatMap(List::stream)
                    .flatMap(line -> Stream.of(line.split("(?=HTTP/1\\.1)")))
                    .map(String::strip)
                    .toList();
        }
    }

    private static void runOpenssl(String... arguments) throws Exception {
        List<Object> command = new ArrayList<>(List.of(Tools.openssl()));
        command.addAll(List.of(arguments));
        try (Child child = Child.start(directory, command)) {
            assertThat(child.exitCode()).describedAs(child.toString()).isZero();
        }
    }

    /** Remembers the first message and the close code. */
    private static final class Hearing implements WebSocket.Listener {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final CompletableFuture<Integer> code = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence message, boolean last) {
            text.complete(message.toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            code.complete(statusCode);
            return null;
        }
    }
}
