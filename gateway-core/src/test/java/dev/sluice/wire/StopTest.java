package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StopTest {
    @Test
    void a_stop_says_how_many_it_had_to_cut() throws IOException {
        Gateway gateway = Gateways.start();
        try (RawClient one = RawClient.open(gateway, "/echo");
                RawClient two = RawClient.open(gateway, "/echo")) {
            Gateways.awaitTotal(gateway, MeterName.CONNECTIONS, 2);
            assertThat(gateway.stop(Duration.ofMillis(100))).isEqualTo(2);
            assertThat(one.readFrame().closeCode()).isEqualTo(1012);
            assertThat(two.readFrame().closeCode()).isEqualTo(1012);
        }
        assertThat(gateway.stop(Duration.ofMillis(100))).isZero();
    }

    @Test
    void a_client_that_goes_when_it_is_told_to_is_not_cut() throws IOException {
        Gateway gateway = Gateways.start();
        try (RawClient client = RawClient.open(gateway, "/echo")) {
            CompletableFuture<Long> cut = CompletableFuture.supplyAsync(() -> gateway.stop(Duration.ofSeconds(30)));
            assertThat(client.readFrame().closeCode()).isEqualTo(1012);
            client.sendClose(1012);
            assertThat(cut.join()).isZero();
        }
    }
}
