package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import dev.sluice.transport.io.TransportChoice;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RelayTest {
    @ParameterizedTest
    @EnumSource(TransportChoice.class)
    void every_size_and_type_reaches_all_but_the_sender_on_every_transport(TransportChoice transport)
            throws IOException {
        try (Gateway gateway = Gateway.start(
                        Gateways.options().transport(transport).lanes(3).build());
                RawClient sender = RawClient.open(gateway, "/rooms/caf%C3%A9%20%F0%9F%98%80");
                RawClient one = RawClient.open(gateway, "/rooms/café%20%F0%9F%98%80".replace("é", "%c3%a9"));
                RawClient two = RawClient.open(gateway, "/rooms/caf%C3%A9%20%F0%9F%98%80?ignored=1")) {
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 3);
            assertThat(gateway.meters().total(MeterName.ROOMS)).isEqualTo(1);
            int[] sizes = {0, 1, 125, 126, 4096, 4097, 65_535, 65_536};
            Random random = new Random(7);
            for (int size : sizes) {
                byte[] payload = new byte[size];
                random.nextBytes(payload);
                sender.sendFrame(0x82, payload).sendText("text of " + size + " 😀 한국어");
                for (RawClient member : new RawClient[] {one, two}) {
                    Frame binary = member.readFrame();
                    assertThat(binary.first()).isEqualTo(0x82);
                    assertThat(binary.payload()).isEqualTo(payload);
                    Frame text = member.readFrame();
                    assertThat(text.first()).isEqualTo(0x81);
                    assertThat(text.text()).isEqualTo("text of " + size + " 😀 한국어");
                }
            }
            one.sendText("to the sender");
            assertThat(sender.readFrame().text()).isEqualTo("to the sender");
            assertThat(gateway.meters().value(MeterName.MESSAGES_SENT, Label.Kind.BINARY))
                    .isEqualTo(2L * sizes.length);
            assertThat(gateway.meters().value(MeterName.MESSAGES_RECEIVED, Label.Kind.TEXT))
                    .isEqualTo(1L + sizes.length);
        }
    }
}
