package dev.sluice.wire;

import dev.sluice.Gateway;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.transport.io.TransportChoice;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that mean harm: each gets no more than its own end, and leaves nothing behind. */
class HostileClientTest {
    private static final int CHUNK_BYTES = 16 * 1024;

    @ParameterizedTest
    @MethodSource("transports")
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

    static List<TransportChoice> transports() {
        List<TransportChoice> available = new ArrayList<>(List.of(TransportChoice.NIO));
        if (Epoll.isAvailable()) {
            available.add(TransportChoice.EPOLL);
        }
        if (IoUring.isAvailable()) {
            available.add(TransportChoice.IO_URING);
        }
        return available;
    }
}
