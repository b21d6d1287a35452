package dev.sluice.server.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who comes in where the backend is asked, over real HTTP. */
class ConnectHookTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final Backend backend = new Backend();
    private final Gateway gateway = Gateway.start(Gateways.options()
            .authenticator(new ConnectHook(
                    new Tokens(), new HookRules(backend.url(), SECRET, Set.of(), Duration.ofSeconds(1), 1, true)))
            .build());

    ConnectHookTest() throws IOException {}

    @AfterEach
    void stop() {
        gateway.close();
        backend.close();
    }

    @Test
    void whom_the_backend_allows_comes_in() throws IOException {
        backend.answersWith(200);
        try (RawClient client = RawClient.connect(gateway)) {
            assertThat(statusOf(client, "alice")).contains(" 101 ");
            assertThat(client.readFrame().text()).contains("\"user\":\"alice\"");
            assertThat(backend.bodies()).containsExactly("{\"type\":\"connect\",\"user\":\"alice\",\"info\":null}");
        }
    }

    @Test
    void whom_it_refuses_does_not_and_is_told() throws IOException {
        backend.answersWith(403);
        try (RawClient client = RawClient.connect(gateway);
                RawClient later = RawClient.open(gateway, "/ws")) {
            assertThat(statusOf(client, "alice")).contains(" 401 ");
            assertThat(client.readTextToEnd()).contains("this user is refused");
            later.sendText("{\"type\":\"refresh\",\"token\":\"alice\"}");
            assertThat(later.readFrame().closeCode()).isEqualTo(4001);
            assertThat(gateway.meters().value(MeterName.AUTHENTICATIONS, Label.Authentication.REFUSED))
                    .isEqualTo(2);
        }
    }

    @Test
    void what_it_does_not_answer_it_has_not_allowed() throws IOException {
        backend.answersWith(500);
        try (RawClient client = RawClient.connect(gateway)) {
            assertThat(statusOf(client, "alice")).contains(" 503 ");
        }
        backend.answersWith(200);
        backend.takesMillis(Duration.ofHours(1).toMillis());
        try (RawClient client = RawClient.connect(gateway)) {
            assertThat(statusOf(client, "alice")).contains(" 503 ");
        }
    }

    @Test
    void nobody_is_asked_about_a_bad_token() throws IOException {
        try (RawClient client = RawClient.connect(gateway)) {
            assertThat(statusOf(client, "bad.signature")).contains(" 401 ");
        }
        assertThat(backend.requests()).isEmpty();
    }

    private static String statusOf(RawClient client, String token) throws IOException {
        client.say(RawClient.request("/ws").replace("\r\n\r\n", "\r\nAuthorization: Bearer " + token + "\r\n\r\n"));
        List<String> head = client.readHead();
        return head.get(0);
    }
}
