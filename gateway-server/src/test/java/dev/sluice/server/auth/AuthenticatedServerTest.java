package dev.sluice.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.server.bootstrap.Version;
import dev.sluice.server.config.ConfigLoader;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The whole program, asking for tokens: good and bad ones, and what is told of them. */
class AuthenticatedServerTest {
    private static final String SECRET = "a-secret-that-must-not-be-told-0123456789";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("dev.sluice");
    private final Level before = root.getLevel();
    private final Level oursBefore = ours.getLevel();
    private final Recorder recorder = new Recorder();
    private final List<String> answers = new ArrayList<>();

    @BeforeEach
    void record() {
        recorder.start();
        root.addAppender(recorder);
        root.setLevel(Level.DEBUG);
        ours.setLevel(Level.DEBUG);
    }

    @AfterEach
    void stop() {
        root.setLevel(before);
        ours.setLevel(oursBefore);
        root.detachAppender(recorder);
    }

    @Test
    void no_token_and_no_secret_gets_into_log_metrics_or_answers() throws Exception {
        String good = trial(SECRET, Duration.ofHours(1));
        String expired = Signed.token(
                new JWSHeader(JWSAlgorithm.HS256),
                Signed.signer(SECRET),
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(3600))));
        String forged = trial("another-secret-that-is-not-the-right-one", Duration.ofHours(1));
        List<String> tokens = List.of(good, expired, forged, "s3cr3t.broken.token", "s3cr3t" + "x".repeat(3000));
        String metrics;
        try (RunningServer server = start()) {
            for (String token : tokens) {
                ask(server, with("/ws", "Authorization: Bearer " + token));
                ask(server, with("/rooms/a", "Sec-WebSocket-Protocol: sluice.v1.raw, sluice.token." + token));
                ask(server, RawClient.request("/echo?access_token=" + token));
                say(server, "{\"type\":\"refresh\",\"id\":1,\"token\":\"" + token + "\"}");
                say(server, "{\"type\":\"refresh\",\"id\":1,\"token\":{\"" + token + "\":1}}");
                say(server, "{\"type\":\"refresh\",\"id\":1,\"token\":\"" + token);
            }
            metrics = metrics(server);
        }
        assertThat(answers)
                .filteredOn(answer -> answer.contains("101 Switching"))
                .hasSize(3 + 15);
        assertThat(answers)
                .filteredOn(answer -> answer.contains("401 Unauthorized"))
                .hasSize(12);
        assertThat(metrics)
                .contains("gateway_authentications_total{result=\"accepted\"} 4.0")
                .contains("gateway_authentications_total{result=\"expired\"} 4.0")
                .contains("gateway_authentications_total{result=\"signature\"} 4.0")
                .contains("gateway_authentications_total{result=\"malformed\"} 8.0")
                .contains("gateway_authentications_total{result=\"missing\"} 10.0")
                .contains("gateway_handshakes_total{result=\"unauthorized\"} 12.0");
        String told = String.join("\n", answers) + metrics + recorder.text();
        assertThat(told).doesNotContain(SECRET).doesNotContain("s3cr3t");
        for (String token : tokens) {
            for (String part : token.split("\\.")) {
                assertThat(part.length() > 10 && told.contains(part))
                        .as("a part of a token was told")
                        .isFalse();
            }
        }
        assertThat(recorder.text())
                .contains("Ready; rooms are open to everyone who shows a token, checked by auth.hmac-secret")
                .contains("Refused");
    }

    @Test
    void a_token_of_the_issuer_opens_a_session_and_ends_it() throws Exception {
        try (RunningServer server = start("auth.leeway=0s");
                RawClient client = RawClient.connect(server.gateway().address())) {
            String token = trial(SECRET, Duration.ofSeconds(4));
            client.say(with("/ws", "Authorization: Bearer " + token));
            assertThat(client.readHead().get(0)).contains(" 101 ");
            assertThat(client.readFrame().text()).contains("\"user\":\"alice\"", "\"expires\":");
            assertThat(client.readFrame().text()).startsWith("{\"type\":\"expiring\",\"expires\":");
            assertThat(client.readFrame().closeCode()).isEqualTo(4001);
        }
    }

    private static RunningServer start(String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "listen=127.0.0.1:0",
                "management=127.0.0.1:0",
                "lanes=1",
                "auth.mode=jwt",
                "auth.hmac-secret=" + SECRET,
                "auth.query-parameter=access_token"));
        all.addAll(List.of(settings));
        return RunningServer.start(ConfigLoader.load(Optional.empty(), all, Map.of()), Version.current());
    }

    private static String trial(String secret, Duration ttl) throws BadKeyException {
        TrialToken token = new TrialToken(
                "alice", List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return token.sign(SigningKey.ofSecret(secret), Instant.now(), ttl);
    }

    private void ask(RunningServer server, String request) throws IOException {
        try (RawClient client = RawClient.connect(server.gateway().address())) {
            List<String> head = client.say(request).readHead();
            answers.add(String.join("\n", head));
            if (!head.get(0).contains(" 101 ")) {
                answers.add(client.readTextToEnd());
            }
        }
    }

    /** As the first message. */
    private void say(RunningServer server, String message) throws IOException {
        try (RawClient client = RawClient.connect(server.gateway().address())) {
            answers.add(String.join("\n", client.say(RawClient.request("/ws")).readHead()));
            answers.add(client.sendText(message).readFrame().toString());
        }
    }

    private static String metrics(RunningServer server) throws Exception {
        URI page = URI.create("http://127.0.0.1:" + server.management().getPort() + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                .body();
    }

    private static String with(String path, String header) {
        return RawClient.request(path).replace("\r\n\r\n", "\r\n" + header + "\r\n\r\n");
    }

    /** Everything that is logged, with its keys and causes. */
    private static final class Recorder extends AppenderBase<ILoggingEvent> {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            String cause =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            lines.add(event.getFormattedMessage() + " " + event.getKeyValuePairs() + " " + cause);
        }

        String text() {
            return String.join("\n", lines);
        }
    }
}
