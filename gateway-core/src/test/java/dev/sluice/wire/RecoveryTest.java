package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.Outgoing;
import dev.sluice.limit.Limits;
import dev.sluice.message.RoomName;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.Remembering;
import dev.sluice.testing.Tls;
import dev.sluice.transport.io.TransportChoice;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that come back to rooms with a history, over real sockets. */
class RecoveryTest {
    private static final int MESSAGES = 500;
    private static final String DATA = "\"" + "x".repeat(16 * 1024) + "\"";

    /** A thirtieth of what a client has missed. */
    private static final Limits LIMITS =
            Limits.builder().pendingBytes(256 * 1024).build();

    static List<TransportChoice> transports() {
        return Gateways.transports();
    }

    static List<SslProvider> tlsProviders() {
        return Tls.providers();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void a_slow_reader_gets_a_large_past_without_counting_as_too_slow(TransportChoice transport) throws IOException {
        GatewayOptions options = options().transport(transport).build();
        try (Gateway gateway = Gateway.start(options);
                RawClient publisher = RawClient.open(gateway, "/ws")) {
            String epoch = publishPast(publisher);
            try (RawClient slow = RawClient.connectWithSmallBuffer(gateway).upgrade("/ws")) {
                slow.readFrame();
                slow.sendText(join(epoch));
                Gateways.awaitTotal(gateway, MeterName.RECOVERIES, 1);
                publish(publisher, MESSAGES + 1);
                assertThat(gateway.meters().total(MeterName.BUFFERED_BYTES)).isLessThan(LIMITS.pendingBytes());
                readPast(slow, MESSAGES + 1);
                publish(publisher, MESSAGES + 2);
                assertThat(slow.readFrame().text()).contains("\"offset\":" + (MESSAGES + 2) + ",");
            }
            assertThat(gateway.meters().total(MeterName.SLOW_CONSUMERS)).isZero();
            assertThat(gateway.meters().total(MeterName.MESSAGES_DROPPED)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("tlsProviders")
    void pages_go_through_tls(SslProvider provider) throws IOException {
        SslContext tls = Tls.server(Tls.CERTIFICATE, provider);
        try (Gateway gateway = Gateway.start(options().tls(() -> tls).build());
                RawClient first = RawClient.on(Tls.connect(gateway, "TLSv1.3")).upgrade("/ws")) {
            String epoch = epochOf(first);
            first.close();
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 0);
            for (int i = 1; i <= MESSAGES; i++) {
                gateway.rooms()
                        .publish(new RoomName("past"), Outgoing.json(DATA))
                        .join();
            }
            try (RawClient reader =
                    RawClient.on(Tls.connect(gateway, "TLSv1.3")).upgrade("/ws")) {
                reader.readFrame();
                reader.sendText(join(epoch));
                readPast(reader, MESSAGES);
            }
            assertThat(gateway.meters().total(MeterName.SLOW_CONSUMERS)).isZero();
        }
    }

    @Test
    void a_reader_that_the_room_overtakes_is_closed_with_4100() throws IOException {
        try (Gateway gateway = Gateway.start(options().lanes(2).build());
                RawClient publisher = RawClient.open(gateway, "/ws")) {
            String epoch = publishPast(publisher);
            try (RawClient slow = RawClient.connectWithSmallBuffer(gateway).upgrade("/ws")) {
                slow.readFrame();
                slow.sendText(join(epoch));
                Gateways.awaitTotal(gateway, MeterName.RECOVERIES, 1);
                for (int i = 1; i <= 2 * MESSAGES; i++) {
                    publish(publisher, MESSAGES + i);
                }
                List<RawClient.Frame> frames = slow.readToEndAndAnswer();
                assertThat(frames.get(0).text()).contains("\"recovered\":true");
                RawClient.Frame last = frames.get(frames.size() - 1);
                assertThat(last.isClose()).isTrue();
                assertThat(last.closeCode()).isEqualTo(4100);
                for (int i = 1; i < frames.size() - 1; i++) {
                    assertThat(frames.get(i).text()).contains("\"offset\":" + i + ",");
                }
            }
            assertThat(gateway.meters().value(MeterName.RECOVERIES, Label.Recovery.OVERTAKEN))
                    .isEqualTo(1);
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 1);
        }
    }

    private static GatewayOptions.Builder options() {
        return Gateways.options()
                .limits(LIMITS)
                .namespaces(Remembering.everywhere(MESSAGES + 10, 1 << 30, Duration.ofMinutes(10)));
    }

    /** Joins, publishes and reads back; returns the room's epoch. */
    private static String publishPast(RawClient publisher) throws IOException {
        String epoch = epochOf(publisher);
        for (int i = 1; i <= MESSAGES; i++) {
            publish(publisher, i);
        }
        return epoch;
    }

    /** Joins; returns the room's epoch. */
    private static String epochOf(RawClient client) throws IOException {
        client.readFrame();
        client.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"past\"}");
        String joined = client.readFrame().text();
        String before = "\"epoch\":\"";
        int start = joined.indexOf(before) + before.length();
        return joined.substring(start, joined.indexOf('"', start));
    }

    private static void publish(RawClient publisher, int offset) throws IOException {
        publisher.sendText("{\"type\":\"publish\",\"room\":\"past\",\"data\":" + DATA + "}");
        assertThat(publisher.readFrame().text()).contains("\"offset\":" + offset + ",");
    }

    private static String join(String epoch) {
        return "{\"type\":\"join\",\"id\":1,\"room\":\"past\",\"since\":{\"epoch\":\"" + epoch + "\",\"offset\":0}}";
    }

    private static void readPast(RawClient reader, int last) throws IOException {
        assertThat(reader.readFrame().text()).contains("\"joined\"").endsWith("\"recovered\":true}");
        for (int i = 1; i <= last; i++) {
            assertThat(reader.readFrame().text()).contains("\"offset\":" + i + ",");
        }
    }
}
