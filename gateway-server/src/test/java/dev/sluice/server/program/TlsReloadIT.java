package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawClient;
import dev.sluice.testing.Tls;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process, and its certificate that is renewed, spoiled or old. */
class TlsReloadIT {
    private static final X509Bundle FIRST = Tls.CERTIFICATE;
    private static final X509Bundle SECOND = Tls.selfSigned("CN=second");

    private static final Pattern ECHO = Pattern.compile("wss://127\\.0\\.0\\.1:([0-9]+)/echo");
    private static final Pattern WATCH = Pattern.compile("(http://\\S+/metrics)");

    @TempDir
    Path directory;

    @BeforeEach
    void write() throws IOException {
        write(FIRST, FIRST);
    }

    @Test
    void a_hangup_takes_the_new_certificate_and_drops_nobody() throws Exception {
        try (Child child = serve()) {
            int port = port(child);
            try (RawClient before = open(port, FIRST)) {
                assertThat(before.sendText("before").readFrame().text()).isEqualTo("before");
                write(SECOND, SECOND);
                child.signal("HUP");
                Await.until("the second certificate", () -> shows(port, SECOND));
                try (RawClient after = open(port, SECOND)) {
                    assertThat(after.sendText("after").readFrame().text()).isEqualTo("after");
                }
                assertThat(before.sendText("still").readFrame().text()).isEqualTo("still");
            }
            child.awaitError("New connections get this certificate", "CN=second");
            assertThat(child.err()).noneMatch(line -> line.contains(" ERROR "));
        }
    }

    @Test
    void changed_files_are_noticed_and_bad_ones_refused() throws Exception {
        try (Child child = serve()) {
            int port = port(child);
            Metrics metrics = metrics(child);
            assertThat(metrics.value("gateway_tls_certificate_expiry_seconds")).isPositive();
            write(SECOND, FIRST);
            metrics.await("gateway_tls_reloads_total{result=\"failed\"}", 1);
            assertThat(metrics.value("gateway_tls_last_reload_successful")).isZero();
            child.awaitError(" ERROR ", "still get this certificate", "CN=localhost", "own.key does not fit");
            assertThat(shows(port, FIRST)).isTrue();
            write(SECOND, SECOND);
            metrics.await("gateway_tls_reloads_total{result=\"ok\"}", 1);
            assertThat(metrics.value("gateway_tls_last_reload_successful")).isOne();
            assertThat(shows(port, SECOND)).isTrue();
            assertThat(metrics.value("gateway_tls_reloads_total{result=\"failed\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void a_key_that_does_not_fit_is_one_line_from_both_commands() throws Exception {
        write(FIRST, SECOND);
        String problem = "own.key does not fit the certificate of CN=localhost";
        try (Child child = serve()) {
            assertThat(child.exitCode()).isEqualTo(2);
            assertThat(child.out()).isEmpty();
            assertThat(child.err()).singleElement().asString().startsWith("gateway: --set tls.key: " + problem);
        }
        try (Child child = checkConfig()) {
            assertThat(child.exitCode()).isEqualTo(2);
            assertThat(child.err()).singleElement().asString().startsWith("sluice.yaml:1:35: tls.key: " + problem);
        }
    }

    @Test
    void an_expired_certificate_is_a_warning_and_a_negative_time() throws Exception {
        X509Bundle expired = new CertificateBuilder()
                .subject("CN=old")
                .ecp256()
                .setIsCertificateAuthority(true)
                .addSanDnsName("localhost")
                .notBefore(Instant.now().minus(Duration.ofDays(90)))
                .notAfter(Instant.now().minus(Duration.ofDays(3)))
                .buildSelfSigned();
        write(expired, expired);
        try (Child child = checkConfig()) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.out()).containsExactly("ok");
            assertThat(child.err())
                    .singleElement()
                    .asString()
                    .startsWith("warning: the certificate of CN=old expired 3 days ago");
        }
        try (Child child = serve()) {
            port(child);
            child.awaitError(" WARN ", "expired 3 days ago");
            assertThat(metrics(child).value("gateway_tls_certificate_expiry_seconds"))
                    .isNegative();
        }
    }

    @Test
    void the_banner_names_tls() throws Exception {
        try (Child child = serve()) {
            port(child);
            assertThat(child.out().get(0)).contains(", TLS by ");
            assertThat(child.out()).anyMatch(line -> line.contains("https://127.0.0.1:"));
            assertThat(child.out()).noneMatch(line -> line.contains(" ws://"));
        }
    }

    private Child serve() throws IOException {
        return sluice(
                "serve",
                "--set",
                "listen=127.0.0.1:0",
                "--set",
                "management=127.0.0.1:0",
                "--set",
                "tls.certificate=own.pem",
                "--set",
                "tls.key=own.key",
                "--set",
                "liveness.ping-interval=1h"); // frames are read one by one
    }

    private Child checkConfig() throws IOException {
        Files.writeString(directory.resolve("sluice.yaml"), "tls: { certificate: own.pem, key: own.key }\n");
        return sluice("check-config", "sluice.yaml");
    }

    private Child sluice(String... arguments) throws IOException {
        List<Object> command = new ArrayList<>(List.of(Tools.java(), "-XX:TieredStopAtLevel=1", "-jar", Tools.jar()));
        command.addAll(List.of(arguments));
        return Child.start(directory, command);
    }

    private void write(X509Bundle certificate, X509Bundle key) throws IOException {
        Files.writeString(directory.resolve("own.pem"), certificate.getCertificatePEM());
        Files.writeString(directory.resolve("own.key"), key.getPrivateKeyPEM());
    }

    private static int port(Child child) throws InterruptedException {
        return Integer.parseInt(found(ECHO, child.lineWith("/echo")));
    }

    private static Metrics metrics(Child child) throws InterruptedException {
        return Metrics.at(found(WATCH, child.lineWith("/metrics")));
    }

    private static String found(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        assertThat(matcher.find()).describedAs(line).isTrue();
        return matcher.group(1);
    }

    private static RawClient open(int port, X509Bundle believed) throws IOException {
        return RawClient.on(Tls.over(new Socket(InetAddress.getLoopbackAddress(), port), believed, "TLSv1.3"))
                .upgrade("/echo");
    }

    /** Whether a client that believes in this certificate alone gets in. */
    private static boolean shows(int port, X509Bundle believed) {
        try (SSLSocket socket = Tls.over(new Socket(InetAddress.getLoopbackAddress(), port), believed, "TLSv1.3")) {
            socket.startHandshake();
            return true;
        } catch (IOException other) {
            return false;
        }
    }
}
