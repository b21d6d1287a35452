package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.testing.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Prometheus gets, after some traffic of every kind. */
class MetricsPageIT {
    private static final int MOST_BUCKETS = 12;

    /** The families that operators are promised. */
    private static final Map<String, String> FAMILIES = Map.ofEntries(
            Map.entry("gateway_connections", "gauge"),
            Map.entry("gateway_connections_opened_total", "counter"),
            Map.entry("gateway_connections_closed_total", "counter"),
            Map.entry("gateway_handshakes_total", "counter"),
            Map.entry("gateway_messages_received_total", "counter"),
            Map.entry("gateway_messages_sent_total", "counter"),
            Map.entry("gateway_received_bytes_total", "counter"),
            Map.entry("gateway_sent_bytes_total", "counter"),
            Map.entry("gateway_frame_latency_seconds", "histogram"),
            Map.entry("gateway_fanout_latency_seconds", "histogram"),
            Map.entry("gateway_fanout_recipients", "histogram"),
            Map.entry("gateway_pending_bytes", "gauge"),
            Map.entry("gateway_messages_dropped_total", "counter"),
            Map.entry("gateway_slow_consumers_total", "counter"),
            Map.entry("gateway_ping_rtt_seconds", "histogram"),
            Map.entry("gateway_protocol_errors_total", "counter"),
            Map.entry("gateway_rooms", "gauge"),
            Map.entry("gateway_memberships", "gauge"),
            Map.entry("gateway_lane_lag_seconds", "histogram"),
            Map.entry("gateway_draining", "gauge"),
            Map.entry("gateway_drain_overrun_seconds", "gauge"),
            Map.entry("gateway_build_info", "gauge"),
            Map.entry("gateway_log_events_dropped_total", "counter"),
            Map.entry("jvm_memory_used_bytes", "gauge"),
            Map.entry("jvm_threads_live_threads", "gauge"),
            Map.entry("netty_allocator_memory_used_bytes", "gauge"),
            Map.entry("process_uptime_seconds", "gauge"));

    private static RunningServer server;
    private static Metrics metrics;

    @BeforeAll
    static void start() throws Exception {
        server = Servers.start("liveness.ping-interval=50ms", "lanes=1");
        metrics = Metrics.of(server);
        traffic();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Two members of a room and their messages, an echo that pings, a close, a breach of the protocol, and no such page. */
    private static void traffic() throws Exception {
        try (RawClient one = RawClient.open(server.gateway(), "/rooms/traffic");
                RawClient two = RawClient.open(server.gateway(), "/rooms/traffic");
                RawClient echo = RawClient.open(server.gateway(), "/echo");
                RawClient bad = RawClient.open(server.gateway(), "/echo");
                RawClient lost = RawClient.connect(server.gateway())) {
            metrics.await("gateway_memberships", 2);
            one.sendText("hello");
            two.sendFrame(0x82, new byte[100]);
            RawClient.Frame ping = echo.readFrame();
            assertThat(ping.first()).isEqualTo(0x89);
            echo.sendFrame(0x8A, ping.payload());
            bad.sayHex("83 80 00000000");
            lost.say(RawClient.request("/nowhere")).readTextToEnd();
            metrics.await("gateway_fanout_recipients_count", 2);
            metrics.await("gateway_ping_rtt_seconds_count", 1);
            metrics.await("gateway_protocol_errors_total{reason=\"protocol\"}", 1);
            echo.sendClose(1000).readToEnd();
            metrics.await("gateway_connections_closed_total{code=\"1000\",initiator=\"client\"}", 1);
        }
    }

    @Test
    void promtool_finds_nothing_to_object_to() throws Exception {
        Path page = Files.writeString(Tools.TARGET.resolve("metrics.txt"), metrics.page());
        List<?> command = List.of("sh", "-c", "exec \"$0\" check metrics < \"$1\"", Tools.promtool(), page);
        try (Child promtool = Child.start(Tools.TARGET, command)) {
            int code = promtool.exitCode();
            assertThat(promtool.out()).isEmpty();
            assertThat(promtool.err()).isEmpty();
            assertThat(code).isZero();
        }
    }

    @Test
    void the_promised_families_are_there() {
        Map<String, String> types = metrics.page()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> words[2], words -> words[3]));
        assertThat(types).containsAllEntriesOf(FAMILIES);
    }

    @Test
    void labels_name_what_happened() {
        assertThat(metrics.page().lines())
                .contains(
                        "gateway_handshakes_total{result=\"accepted\"} 4.0",
                        "gateway_handshakes_total{result=\"not-found\"} 1.0",
                        "gateway_messages_received_total{kind=\"text\"} 1.0",
                        "gateway_messages_received_total{kind=\"binary\"} 1.0",
                        "gateway_messages_sent_total{kind=\"binary\"} 1.0",
                        "gateway_connections_closed_total{code=\"1002\",initiator=\"server\"} 1.0",
                        "gateway_messages_dropped_total{reason=\"slow-consumer\"} 0.0",
                        "gateway_slow_consumers_total{policy=\"disconnect\"} 0.0",
                        "gateway_fanout_recipients_sum 2.0",
                        "gateway_draining 0.0");
        assertThat(metrics.page())
                .contains("gateway_connections{transport=\"" + server.gateway().transportName() + "\"}")
                .containsPattern("gateway_build_info\\{commit=\".+\",jdk=\".+\",transport=\".+\",version=\".+\"} 1");
    }

    @Test
    void a_histogram_has_at_most_twelve_buckets() {
        Map<String, Integer> buckets = new LinkedHashMap<>();
        metrics.page()
                .lines()
                .filter(line -> line.contains("_bucket{"))
                .map(line -> line.replaceFirst("(,?le=\"[^\"]*\").*", ""))
                .forEach(series -> buckets.merge(series, 1, Integer::sum));
        assertThat(buckets).isNotEmpty();
        assertThat(buckets.values()).allMatch(count -> count <= MOST_BUCKETS);
    }

    @Test
    void no_label_comes_from_a_client() {
        assertThat(metrics.page()).doesNotContain("traffic").doesNotContain("nowhere");
    }
}
