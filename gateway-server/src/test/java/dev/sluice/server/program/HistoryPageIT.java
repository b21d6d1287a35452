package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.Remembering;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The client of docs/history.md does what the page says. */
class HistoryPageIT {
    private static final Path PAGE = Path.of("../docs/history.md");

    @Test
    void its_client_hears_everything_though_its_connection_is_cut_again_and_again() throws Exception {
        try (Gateway gateway = Gateway.start(Gateways.options()
                .namespaces(Remembering.everywhere(100, 1 << 20, Duration.ofMinutes(10)))
                .build())) {
            String url = "ws://127.0.0.1:" + gateway.address().getPort();
            NodeScripts.run("recovery.mjs", url, PAGE.toAbsolutePath().toString());
            assertThat(gateway.meters().value(MeterName.RECOVERIES, Label.Recovery.RECOVERED))
                    .as("five cuts, the last of them behind the last message")
                    .isBetween(4L, 5L);
        }
    }
}
