package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.metric.MeterName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The growth curves against a real gateway, in this very process. */
class GrowthCommandTest {
    private Gateway gateway;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws IOException {
        gateway = Gateway.start(GatewayOptions.builder()
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .lanes(1)
                .build());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void everyPointIsMeasuredAndWritten() throws IOException {
        LoadRunner run = growth("--pid", Long.toString(ProcessHandle.current().pid()));

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(6).allMatch(line -> line.matches(".* (3|7) +(members|rooms) .*µs"));
        String json = Files.readString(directory.resolve("growth.json"));
        assertThat(json.lines().filter(line -> line.contains("\"median\""))).hasSize(6);
        assertThat(directory.resolve("growth-members.svg")).content().contains("8 in flight");
        assertThat(directory.resolve("growth-rooms.svg")).content().contains("500 messages a second");
        // A thousand and a publisher to warm up; then twice 3 and 7 with a publisher each; then as many pairs.
        assertThat(gateway.meters().total(MeterName.CONNECTIONS_OPENED)).isEqualTo(1001 + 2 * (4 + 8) + 2 * (3 + 7));
    }

    @Test
    void aProcessThatIsNotThereIsABadArgument() {
        LoadRunner run = growth("--pid", "999999999");

        assertThat(run.exitCode()).isEqualTo(LoadSession.BAD_ARGUMENTS);
        assertThat(run.err()).contains("--pid 999999999 is no process");
    }

    private LoadRunner growth(String... more) {
        String[] common = {
            "growth",
            "--url",
            "ws://127.0.0.1:" + gateway.address().getPort(),
            "--members=3,7",
            "--rooms=3,7",
            "--rate=500",
            "--rounds=1",
            "--seconds=0.3",
            "--warmup=0.1",
            "--json=" + directory.resolve("growth.json"),
            "--plots=" + directory
        };
        String[] all = new String[common.length + more.length];
        System.arraycopy(common, 0, all, 0, common.length);
        System.arraycopy(more, 0, all, common.length, more.length);
        return LoadRunner.run(all);
    }
}
