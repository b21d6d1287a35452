package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.limit.Limits;
import dev.sluice.limit.Rate;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the sessions of one user, or from one address, may do together, on whatever lane they live. */
class SharedQuotasOnTheWireTest {
    private static final int BURST = 20;

    /** Five seconds' worth, so that it is still there when the other session sends, however busy the machine is. */
    private static final int DEBT = 50;

    @Test
    void the_sessions_of_a_user_share_a_quota() throws IOException {
        try (Gateway gateway = start(limits -> limits.perUser(new Rate(BURST / 2, 0)), true);
                RawClient one = opened(gateway, "/ws", "alice");
                RawClient two = opened(gateway, "/ws", "alice");
                RawClient other = opened(gateway, "/ws", "bob")) {
            one.say(pings(BURST + DEBT));
            for (int i = 0; i < BURST; i++) {
                assertThat(one.readFrame().text()).contains("\"pong\"");
            }
            assertThat(one.readFrame().text()).contains("\"rate-limited\"").contains("try again in ");
            assertThat(ping(two, 99)).contains("\"rate-limited\"").contains("try again in ");
            assertThat(ping(other, 1)).contains("\"pong\"");
            assertThat(gateway.meters().value(MeterName.READING_PAUSES, Label.Pause.USER_QUOTA))
                    .isEqualTo(2);
            assertThat(total(gateway, MeterName.READING_PAUSES)).isEqualTo(2);
        }
    }

    @Test
    void the_sessions_from_an_address_share_a_quota() throws IOException {
        try (Gateway gateway = start(limits -> limits.perIp(new Rate(0, 100)), false);
                RawClient one = RawClient.open(gateway, "/echo");
                RawClient two = RawClient.open(gateway, "/echo")) {
            one.sendText("x".repeat(200)).readFrame();
            assertThat(total(gateway, MeterName.READING_PAUSES)).isZero();
            two.sendText("y".repeat(150)); // alone it would be free
            Gateways.await(
                    "a pause", () -> gateway.meters().value(MeterName.READING_PAUSES, Label.Pause.ADDRESS_QUOTA) == 1);
            assertThat(two.readFrame().text()).as("not lost").isEqualTo("y".repeat(150));
        }
    }

    @Test
    void a_user_may_have_so_many_sessions() throws IOException {
        try (Gateway gateway = start(limits -> limits.sessionsPerUser(1), true)) {
            try (RawClient first = opened(gateway, "/rooms/a", "alice");
                    RawClient refused = RawClient.connect(gateway);
                    RawClient late = RawClient.open(gateway, "/ws");
                    RawClient other = opened(gateway, "/rooms/a", "bob")) {
                refused.say(request("/rooms/a", "alice"));
                assertThat(refused.readHead()).contains("HTTP/1.1 429 Too Many Requests", "retry-after: 15");
                assertThat(gateway.meters().value(MeterName.HANDSHAKES, Label.Handshake.TOO_MANY))
                        .isEqualTo(1);
                late.sendText("{\"type\":\"refresh\",\"token\":\"alice\"}");
                assertThat(late.readFrame().closeCode()).isEqualTo(CloseCode.RATE_LIMITED);
                other.sendText("bob is free");
                assertThat(first.readFrame().text()).isEqualTo("bob is free");
            }
            Gateways.awaitTotal(gateway, MeterName.CONNECTIONS, 0);
            try (RawClient again = opened(gateway, "/ws", "alice")) {
                assertThat(ping(again, 1)).contains("\"pong\"");
            }
        }
    }

    private static Gateway start(UnaryOperator<Limits.Builder> limits, boolean guarded) throws IOException {
        GatewayOptions.Builder options = Gateways.options()
                .lanes(2)
                .echo(true)
                .limits(limits.apply(Limits.builder()).build());
        return Gateway.start((guarded ? options.authenticator(new Tokens()) : options).build());
    }

    private static RawClient opened(Gateway gateway, String path, String user) throws IOException {
        RawClient client = RawClient.connect(gateway).say(request(path, user));
        assertThat(client.readHead().get(0)).contains(" 101 ");
        if (path.equals("/ws")) {
            assertThat(client.readFrame().text()).contains("\"welcome\"");
        }
        return client;
    }

    private static String request(String path, String user) {
        return RawClient.request(path).replace("\r\n\r\n", "\r\nAuthorization: Bearer " + user + "\r\n\r\n");
    }

    private static String ping(RawClient client, int id) throws IOException {
        return client.sendText("{\"type\":\"ping\",\"id\":" + id + "}")
                .readFrame()
                .text();
    }

    private static byte[] pings(int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            out.writeBytes(RawClient.frame(0x81, "{\"type\":\"ping\",\"id\":1}".getBytes(StandardCharsets.UTF_8)));
        }
        return out.toByteArray();
    }

    private static long total(Gateway gateway, MeterName name) {
        return gateway.meters().total(name);
    }
}
