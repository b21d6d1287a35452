package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.namespace.HistoryRules;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SenderRule;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.Tokens;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the rules say so a message has its user, whoever sends it and whenever it is read; elsewhere it has none. */
class SendersOnTheWireTest {
    private static final HistoryRules TEN = new HistoryRules(10, 10_000, Duration.ofMinutes(1));

    private static final Namespaces NAMESPACES = Namespaces.builder()
            .add(
                    "named",
                    RoomRules.builder().sender(SenderRule.USER).history(TEN).build())
            .add("plain", RoomRules.builder().history(TEN).build())
            .build();

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void a_message_keeps_its_user_when_its_session_has_gone(int lanes) throws IOException {
        try (Gateway gateway = start(lanes)) {
            try (RawClient bob = envelope(gateway, "bob")) {
                bob.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"named:a\"}")
                        .readFrame();
                bob.sendText("{\"type\":\"publish\",\"room\":\"named:a\",\"key\":\"k\",\"data\":{\"user\":\"eve\"}}");
                assertThat(bob.readFrame().text()).endsWith(",\"user\":\"bob\",\"data\":{\"user\":\"eve\"}}");
                try (RawClient raw = raw(gateway, "/rooms/named:a", "carol")) {
                    raw.sendText("hi");
                    assertThat(bob.readFrame().text()).endsWith(",\"user\":\"carol\",\"data\":\"hi\"}");
                    bob.sendText("{\"type\":\"publish\",\"room\":\"named:a\",\"data\":1}");
                    assertThat(raw.readFrame().text()).isEqualTo("1");
                    bob.readFrame();
                }
            }
            try (RawClient late = envelope(gateway, "late")) {
                late.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"named:a\"}")
                        .readFrame();
                late.sendText("{\"type\":\"history\",\"id\":2,\"room\":\"named:a\"}");
                assertThat(late.readFrame().text())
                        .contains(",\"user\":\"bob\",\"data\":{\"user\":\"eve\"}}")
                        .contains(",\"user\":\"carol\",\"data\":\"hi\"}")
                        .contains(",\"user\":\"bob\",\"data\":1}");
            }
        }
    }

    @Test
    void elsewhere_nobodys_user_is_told() throws IOException {
        try (Gateway gateway = start(1);
                RawClient bob = envelope(gateway, "bob")) {
            bob.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"plain:a\"}").readFrame();
            bob.sendText("{\"type\":\"publish\",\"room\":\"plain:a\",\"data\":1}");
            assertThat(bob.readFrame().text()).doesNotContain("bob").endsWith("\",\"data\":1}");
        }
    }

    @Test
    void who_has_no_token_has_no_user() throws IOException {
        try (Gateway gateway =
                        Gateway.start(Gateways.options().namespaces(NAMESPACES).build());
                RawClient nobody = RawClient.open(gateway, "/ws")) {
            nobody.readFrame();
            nobody.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"named:a\"}").readFrame();
            nobody.sendText("{\"type\":\"publish\",\"room\":\"named:a\",\"data\":1}");
            assertThat(nobody.readFrame().text()).doesNotContain("\"user\"").endsWith("\",\"data\":1}");
        }
    }

    private static Gateway start(int lanes) throws IOException {
        return Gateway.start(Gateways.options()
                .lanes(lanes)
                .authenticator(new Tokens())
                .namespaces(NAMESPACES)
                .build());
    }

    private static RawClient envelope(Gateway gateway, String user) throws IOException {
        RawClient client = raw(gateway, "/ws", user);
        assertThat(client.readFrame().text()).contains("\"welcome\"");
        return client;
    }

    private static RawClient raw(Gateway gateway, String path, String user) throws IOException {
        String bearer = "\r\nAuthorization: Bearer " + user + "\r\n\r\n";
        RawClient client =
                RawClient.connect(gateway).say(RawClient.request(path).replace("\r\n\r\n", bearer));
        assertThat(client.readHead().get(0)).startsWith("HTTP/1.1 101 ");
        return client;
    }
}
