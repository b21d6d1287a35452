package dev.sluice.server.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.AccessRules;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may be published where the backend is asked, over real HTTP. */
class PublishHookTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final Backend backend = new Backend();
    private final Gateway gateway = Gateway.start(Gateways.options()
            .authenticator(new Tokens())
            .namespaces(new Namespaces(RoomRules.builder()
                    .access(AccessRules.OPEN.askingAboutMessages())
                    .build()))
            .publishCheck(
                    PublishHook.check(new HookRules(backend.url(), SECRET, Set.of(), Duration.ofSeconds(1), 1, false)))
            .build());

    PublishHookTest() throws IOException {}

    @AfterEach
    void stop() {
        gateway.close();
        backend.close();
    }

    @Test
    void what_the_backend_allows_is_published_as_it_was() throws IOException {
        backend.answersWith(200);
        try (RawClient client = member()) {
            assertThat(answerTo(client, "{ \"text\" : \"ä😀\\u0041\", \"n\":1.50 }"))
                    .startsWith("{\"type\":\"published\",\"id\":2,");
            assertThat(client.readFrame().text()).endsWith("\"data\":{ \"text\" : \"ä😀\\u0041\", \"n\":1.50 }}");
            Backend.Got got = backend.requests().get(0);
            String body = new String(got.body(), StandardCharsets.UTF_8);
            assertThat(body)
                    .matches(
                            "\\{\"type\":\"publish\",\"room\":\"chat:\\\\\"a\",\"session\":\"[A-Za-z0-9_-]{16}\",\"user\":\"alice\","
                                    + "\"data\":\\{ \"text\" : \"ä😀\\\\u0041\", \"n\":1.50 }}");
            assertThat(got.signature()).isEqualTo(new HookSignature(SECRET).of(got.id(), got.timestamp(), body));
        }
    }

    @Test
    void what_it_denies_is_not() throws IOException {
        backend.answersWith(403);
        try (RawClient client = member()) {
            assertThat(answerTo(client, "1")).contains("\"id\":2,\"code\":\"forbidden\"");
            assertThat(checks(Label.PublishCheck.DENIED)).isEqualTo(1);
        }
    }

    @Test
    void what_it_does_not_answer_it_has_not_allowed() throws IOException {
        backend.answersWith(500);
        try (RawClient client = member()) {
            assertThat(answerTo(client, "1")).contains("\"id\":2,\"code\":\"unavailable\"");
            assertThat(checks(Label.PublishCheck.FAILED)).isEqualTo(1);
            backend.answersWith(200);
            backend.takesMillis(Duration.ofHours(1).toMillis());
            assertThat(answerTo(client, "2")).contains("\"id\":2,\"code\":\"unavailable\"");
            assertThat(checks(Label.PublishCheck.TIMEOUT)).isEqualTo(1);
            backend.close();
            assertThat(answerTo(client, "3")).contains("\"id\":2,\"code\":\"unavailable\"");
            assertThat(checks(Label.PublishCheck.FAILED)).isEqualTo(2);
        }
    }

    private RawClient member() throws IOException {
        RawClient client = RawClient.connect(gateway);
        client.say(RawClient.request("/ws").replace("\r\n\r\n", "\r\nAuthorization: Bearer alice\r\n\r\n"));
        client.readHead();
        client.readFrame();
        client.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"chat:\\\"a\"}");
        assertThat(client.readFrame().text()).contains("\"joined\"");
        return client;
    }

    private static String answerTo(RawClient client, String data) throws IOException {
        client.sendText("{\"type\":\"publish\",\"id\":2,\"room\":\"chat:\\\"a\",\"data\":" + data + "}");
        return client.readFrame().text();
    }

    private long checks(Label.PublishCheck result) {
        return gateway.meters().value(MeterName.PUBLISH_CHECKS, result);
    }
}
