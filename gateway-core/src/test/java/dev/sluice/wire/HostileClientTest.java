package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import dev.sluice.transport.io.TransportChoice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that mean harm: each gets no more than its own end, and leaves nothing behind. */
@Execution(ExecutionMode.CONCURRENT)
class HostileClientTest {
    private static final int CHUNK_BYTES = 16 * 1024;

    /** Several times as many as a client may send, and as fit into one read. */
    private static final int FLOOD = 5000;

    @ParameterizedTest
    @MethodSource("dev.sluice.testing.Gateways#transports")
    void a_client_that_closes_and_never_reads_what_is_left_is_cut(TransportChoice transport) throws IOException {
        AtomicInteger chunks = new AtomicInteger();
        AtomicLong pending = new AtomicLong();
        try (Gateway gateway = Gateway.start(Gateways.options()
                        .transport(transport)
                        .conversation("/more", session -> (kind, payload) -> {
                            pending.set(session.link().pendingBytes());
                            session.sendText("x".repeat(CHUNK_BYTES));
                            chunks.incrementAndGet();
                        })
                        .build());
                RawClient client = RawClient.connectWithSmallBuffer(gateway).upgrade("/more")) {
            for (int i = 1; pending.get() == 0; i++) {
                int asked = i;
                client.sendText("more");
                Gateways.await("a chunk", () -> chunks.get() == asked);
            }
            client.sendClose(CloseCode.NORMAL);
            Gateways.awaitTotal(gateway, MeterName.CONNECTIONS, 0);
        }
    }

    @Test
    void what_lies_behind_the_end_in_the_same_packet_is_not_even_counted() throws IOException {
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        for (int i = 0; i < FLOOD; i++) {
            flood.write(RawClient.frame(0x89, new byte[0]));
        }
        try (Gateway gateway = Gateways.start();
                RawClient client = RawClient.open(gateway, "/echo").say(flood.toByteArray())) {
            List<Frame> frames = client.readToEnd();
            assertThat(frames.get(frames.size() - 1).closeCode()).isEqualTo(CloseCode.POLICY);
            assertThat(frames).as("the pings within the limit are answered").hasSizeBetween(20, 40);
            assertThat(gateway.meters().value(MeterName.MESSAGES_RECEIVED, Label.Kind.PING))
                    .isEqualTo(frames.size());
        }
    }
}
