package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.limit.Limits;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowReaderTest {
    private static final int MESSAGE_BYTES = 32 * 1024;

    /** Far more than the socket buffers of both sides and the bound together. */
    private static final int MESSAGES = 1000;

    @Test
    void a_reader_that_stops_is_closed_with_4100_and_costs_the_others_nothing() throws IOException {
        Limits limits = Limits.builder().pendingBytes(256 * 1024).build();
        try (Gateway gateway = Gateway.start(Gateways.options().limits(limits).build());
                RawClient publisher = RawClient.open(gateway, "/rooms/busy");
                RawClient reader = RawClient.open(gateway, "/rooms/busy");
                RawClient stopped = RawClient.connectWithSmallBuffer(gateway).upgrade("/rooms/busy")) {
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 3);
            byte[] payload = new byte[MESSAGE_BYTES];
            for (int i = 0; i < MESSAGES; i++) {
                payload[0] = (byte) i;
                publisher.sendFrame(0x82, payload);
                Frame frame = reader.readFrame();
                assertThat(frame.payload()).hasSize(MESSAGE_BYTES);
                assertThat(frame.payload()[0]).isEqualTo((byte) i);
            }
            assertThat(gateway.meters().value(MeterName.SLOW_CONSUMERS, Label.SlowConsumer.DISCONNECT))
                    .isEqualTo(1);
            assertThat(gateway.meters().total(MeterName.MESSAGES_DROPPED)).isPositive();

            List<Frame> late = stopped.readToEndAndAnswer();
            assertThat(late).filteredOn(Frame::isClose).hasSizeLessThanOrEqualTo(1);
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 2);
            assertThat(gateway.meters().value(MeterName.CONNECTIONS_CLOSED, Label.Close.SLOW, Label.Initiator.SERVER))
                    .isEqualTo(1);
        }
    }

    @Test
    void an_echo_that_nobody_reads_stops_reading_and_loses_nothing() throws Exception {
        try (Gateway gateway = Gateways.start();
                RawClient client = RawClient.connectWithSmallBuffer(gateway).upgrade("/echo")) {
            byte[] payload = new byte[MESSAGE_BYTES];
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < MESSAGES; i++) {
                        client.sendFrame(0x82, payload);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            writer.start();
            Gateways.await(
                    "the gateway holds no more than it may",
                    () -> gateway.meters().total(MeterName.RECEIVED_BYTES) > 0);
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(client.readFrame().payload()).hasSize(MESSAGE_BYTES);
            }
            writer.join();
            assertThat(gateway.meters().total(MeterName.SLOW_CONSUMERS)).isZero();
        }
    }
}
