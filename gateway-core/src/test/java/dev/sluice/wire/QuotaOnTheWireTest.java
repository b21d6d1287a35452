package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.limit.Limits;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class QuotaOnTheWireTest {
    private static final int RATE = 10;
    private static final int BURST = 2 * RATE;

    @Test
    void an_envelope_client_over_its_quota_is_told_when_to_try_again_and_then_may() throws IOException {
        try (Gateway gateway = start();
                RawClient client = RawClient.open(gateway, "/ws")) {
            client.readFrame();
            client.say(pings(1, BURST + 1));
            for (int i = 1; i <= BURST; i++) {
                assertThat(client.readFrame().text()).contains("\"pong\"").contains("\"id\":" + i);
            }
            assertThat(client.readFrame().text())
                    .contains("\"rate-limited\"")
                    .contains("\"id\":" + (BURST + 1))
                    .contains("try again in 2 s");
            assertThat(pauses(gateway)).isEqualTo(1);
            client.say(pings(100, 1));
            assertThat(client.readFrame().text()).contains("\"pong\"").contains("\"id\":100");
        }
    }

    @Test
    void an_echo_over_its_quota_is_slowed_down_and_loses_nothing() throws IOException {
        try (Gateway gateway = start();
                RawClient client = RawClient.open(gateway, "/echo")) {
            for (int i = 0; i < BURST + 5; i++) {
                client.sendText("message " + i);
            }
            for (int i = 0; i < BURST + 5; i++) {
                assertThat(client.readFrame().text()).isEqualTo("message " + i);
            }
            assertThat(pauses(gateway)).isEqualTo(1);
        }
    }

    @Test
    void who_does_not_stop_is_closed_with_4101() throws Exception {
        try (Gateway gateway = start();
                RawClient client = RawClient.open(gateway, "/echo")) {
            // As much as makes a pause whenever it comes, and no more: the debt is what a pause lasts.
            for (int pause = 1; pause <= 2; pause++) {
                int soFar = pause;
                client.say(pings(1, BURST + 1));
                Gateways.await("pause " + pause, () -> pauses(gateway) == soFar);
            }
            List<Frame> frames = client.say(pings(1, BURST + 1)).readToEndAndAnswer();
            assertThat(frames.get(frames.size() - 1).closeCode()).isEqualTo(CloseCode.RATE_LIMITED);
            assertThat(gateway.meters().value(MeterName.PROTOCOL_ERRORS, Label.Breach.RATE_LIMITED))
                    .isEqualTo(1);
        }
    }

    private static Gateway start() throws IOException {
        Limits limits = Limits.builder().messagesPerSecond(RATE).build();
        return Gateway.start(Gateways.options().limits(limits).build());
    }

    private static long pauses(Gateway gateway) {
        return gateway.meters().value(MeterName.READING_PAUSES, Label.Pause.QUOTA);
    }

    private static byte[] pings(int firstId, int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            String ping = "{\"type\":\"ping\",\"id\":" + (firstId + i) + "}";
            out.writeBytes(RawClient.frame(0x81, ping.getBytes(StandardCharsets.UTF_8)));
        }
        return out.toByteArray();
    }
}
