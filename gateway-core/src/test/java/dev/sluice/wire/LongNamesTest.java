package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Names of fields that a client makes up: the parser may remember those that it knows, and no others. */
@Isolated("measures the heap")
class LongNamesTest {
    @Test
    void fields_with_long_names_cost_no_memory_for_good() throws IOException {
        try (Gateway gateway = Gateway.start(Gateways.options().lanes(1).build());
                RawClient client = RawClient.open(gateway, "/ws")) {
            client.readFrame();
            askWithLongNames(client, 0, 50);
            long before = usedHeapBytes();
            askWithLongNames(client, 50, 400);
            assertThat(usedHeapBytes() - before).isLessThan(20_000_000); // twice 24 MB, if the names stayed
        }
    }

    private static void askWithLongNames(RawClient client, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            client.sendText(
                    "{\"type\":\"ping\",\"id\":1,\"" + "%08d".formatted(i).repeat(7500) + "\":1}");
            while (!client.readFrame().text().contains("pong")) {
                // a ping of the server
            }
        }
    }

    private static long usedHeapBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
