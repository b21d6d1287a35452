package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.session.Liveness;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class LivenessTest {
    private static final Liveness HURRIED =
            new Liveness(Duration.ofMillis(200), Duration.ofMillis(800), Duration.ofSeconds(10));

    private Gateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = Gateway.start(Gateways.options().liveness(HURRIED).build());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void a_client_that_never_answers_is_closed_with_4102() throws IOException {
        try (RawClient silent = RawClient.open(gateway, "/rooms/quiet")) {
            List<Frame> frames = silent.readToEnd();
            Frame last = frames.get(frames.size() - 1);
            assertThat(frames).first().satisfies(frame -> assertThat(frame.first())
                    .isEqualTo(0x89));
            assertThat(last.closeCode()).isEqualTo(4102);
            assertThat(frames).filteredOn(Frame::isClose).hasSize(1);
        }
        Gateways.await("4102 is counted", () -> closedForSilence() == 1);
        Gateways.awaitTotal(gateway, MeterName.ROOMS, 0);
    }

    @Test
    void a_client_that_answers_each_ping_stays_and_its_round_trip_is_measured() throws IOException {
        try (RawClient client = RawClient.open(gateway, "/echo")) {
            for (int i = 0; i < 8; i++) {
                Frame ping = client.readFrame();
                assertThat(ping.first()).isEqualTo(0x89);
                client.sendFrame(0x8A, ping.payload());
            }
            assertThat(client.sendText("here").readFrame().text()).isEqualTo("here");
        }
        Gateways.await("pongs are timed", () -> pongs() >= 7);
    }

    @Test
    void any_byte_counts_as_life() throws IOException {
        try (RawClient client = RawClient.open(gateway, "/echo")) {
            for (int i = 0; i < 8; i++) {
                Frame ping = client.readFrame();
                assertThat(ping.first()).isEqualTo(0x89);
                client.sayHex(i % 2 == 0 ? "8a" : "80 00000000"); // half a pong that answers nothing, and its rest
            }
        }
        assertThat(closedForSilence()).isZero();
    }

    private long closedForSilence() {
        return gateway.meters().value(MeterName.CONNECTIONS_CLOSED, Label.Close.NO_PONG, Label.Initiator.SERVER);
    }

    private long pongs() {
        return java.util.Arrays.stream(gateway.meters().buckets(MeterName.PING_RTT))
                .sum();
    }
}
