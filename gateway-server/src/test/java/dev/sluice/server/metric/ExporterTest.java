package dev.sluice.server.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metric.Label;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.metric.MeterReading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExporterTest {
    private final LaneMeters one = new LaneMeters();
    private final LaneMeters two = new LaneMeters();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final Exporter exporter = new Exporter(
            () -> MeterReading.of(List.of(one, two)), "epoll", draining::get, Map.of("version", "1.2.3", "jdk", "17"));

    @AfterEach
    void close() {
        exporter.close();
    }

    @Test
    void a_gauge_is_the_sum_of_the_lanes() {
        one.add(MeterName.CONNECTIONS, 5);
        two.add(MeterName.CONNECTIONS, 3);
        two.add(MeterName.CONNECTIONS, -1);
        one.set(MeterName.PENDING_BYTES, 1000);
        assertThat(family("gateway_connections"))
                .containsExactly(
                        "# HELP gateway_connections Open WebSocket connections",
                        "# TYPE gateway_connections gauge",
                        "gateway_connections{transport=\"epoll\"} 7.0");
        assertThat(family("gateway_pending_bytes")).endsWith("gateway_pending_bytes 1000.0");
    }

    @Test
    void a_counter_without_labels_is_one_line() {
        one.increment(MeterName.CONNECTIONS_OPENED);
        two.add(MeterName.CONNECTIONS_OPENED, 9);
        assertThat(family("gateway_connections_opened_total"))
                .containsExactly(
                        "# HELP gateway_connections_opened_total WebSocket connections opened",
                        "# TYPE gateway_connections_opened_total counter",
                        "gateway_connections_opened_total 10.0");
    }

    @Test
    void a_counter_with_one_label_shows_every_value_from_the_start() {
        one.add(MeterName.MESSAGES_SENT, Label.Kind.TEXT, 2);
        two.increment(MeterName.MESSAGES_SENT, Label.Kind.PONG);
        assertThat(family("gateway_messages_sent_total"))
                .containsExactly(
                        "# HELP gateway_messages_sent_total Messages and control frames written to clients",
                        "# TYPE gateway_messages_sent_total counter",
                        "gateway_messages_sent_total{kind=\"binary\"} 0.0",
                        "gateway_messages_sent_total{kind=\"close\"} 0.0",
                        "gateway_messages_sent_total{kind=\"ping\"} 0.0",
                        "gateway_messages_sent_total{kind=\"pong\"} 1.0",
                        "gateway_messages_sent_total{kind=\"text\"} 2.0");
    }

    @Test
    void a_counter_with_two_labels_shows_what_has_occurred() {
        one.increment(MeterName.CONNECTIONS_CLOSED, Label.Close.of(4100), Label.Initiator.SERVER);
        two.increment(MeterName.CONNECTIONS_CLOSED, Label.Close.of(4100), Label.Initiator.SERVER);
        two.increment(MeterName.CONNECTIONS_CLOSED, Label.Close.of(3333), Label.Initiator.CLIENT);
        assertThat(family("gateway_connections_closed_total"))
                .containsExactly(
                        "# HELP gateway_connections_closed_total WebSocket connections closed, by close code and by who "
                                + "began",
                        "# TYPE gateway_connections_closed_total counter",
                        "gateway_connections_closed_total{code=\"1000\",initiator=\"client\"} 0.0",
                        "gateway_connections_closed_total{code=\"1000\",initiator=\"server\"} 0.0",
                        "gateway_connections_closed_total{code=\"4100\",initiator=\"server\"} 2.0",
                        "gateway_connections_closed_total{code=\"other\",initiator=\"client\"} 1.0");
    }

    @Test
    void a_histogram_of_time_is_cumulative_and_in_seconds() {
        one.record(MeterName.FRAME_LATENCY, 25_000); // a bound belongs to its bucket
        one.record(MeterName.FRAME_LATENCY, 25_001);
        two.record(MeterName.FRAME_LATENCY, 600_000, 3);
        two.record(MeterName.FRAME_LATENCY, 10_000_000_000L);
        assertThat(family("gateway_frame_latency_seconds"))
                .containsExactly(
                        "# HELP gateway_frame_latency_seconds From the read of a data frame to the write of all that it "
                                + "caused on its lane",
                        "# TYPE gateway_frame_latency_seconds histogram",
                        "gateway_frame_latency_seconds_bucket{le=\"2.5E-5\"} 1",
                        "gateway_frame_latency_seconds_bucket{le=\"5.0E-5\"} 2",
                        "gateway_frame_latency_seconds_bucket{le=\"1.0E-4\"} 2",
                        "gateway_frame_latency_seconds_bucket{le=\"2.5E-4\"} 2",
                        "gateway_frame_latency_seconds_bucket{le=\"5.0E-4\"} 2",
                        "gateway_frame_latency_seconds_bucket{le=\"0.001\"} 5",
                        "gateway_frame_latency_seconds_bucket{le=\"0.005\"} 5",
                        "gateway_frame_latency_seconds_bucket{le=\"0.025\"} 5",
                        "gateway_frame_latency_seconds_bucket{le=\"0.1\"} 5",
                        "gateway_frame_latency_seconds_bucket{le=\"0.5\"} 5",
                        "gateway_frame_latency_seconds_bucket{le=\"2.5\"} 5",
                        "gateway_frame_latency_seconds_bucket{le=\"+Inf\"} 6",
                        "gateway_frame_latency_seconds_count 6",
                        "gateway_frame_latency_seconds_sum 10.001850001");
    }

    @Test
    void a_histogram_of_sizes_is_in_its_own_unit() {
        one.record(MeterName.FANOUT_RECIPIENTS, 1);
        two.record(MeterName.FANOUT_RECIPIENTS, 2_000_000);
        assertThat(family("gateway_fanout_recipients"))
                .contains(
                        "gateway_fanout_recipients_bucket{le=\"1.0\"} 1",
                        "gateway_fanout_recipients_bucket{le=\"1048576.0\"} 1",
                        "gateway_fanout_recipients_bucket{le=\"+Inf\"} 2",
                        "gateway_fanout_recipients_count 2",
                        "gateway_fanout_recipients_sum 2000001.0");
    }

    @Test
    void every_meter_of_the_lanes_is_on_the_page() {
        for (MeterName meter : MeterName.values()) {
            String name = "gateway_" + meter.text() + (meter.type() == MeterName.Type.COUNTER ? "_total" : "");
            assertThat(family(name)).contains("# HELP " + name + " " + meter.help());
        }
    }

    @Test
    void the_program_tells_what_it_is_and_whether_it_drains() {
        assertThat(family("gateway_build_info")).endsWith("gateway_build_info{jdk=\"17\",version=\"1.2.3\"} 1.0");
        assertThat(family("gateway_draining")).endsWith("gateway_draining 0.0");
        draining.set(true);
        assertThat(family("gateway_draining")).endsWith("gateway_draining 1.0");
    }

    @Test
    void a_reload_that_failed_shows_until_one_succeeds() {
        AtomicBoolean config = new AtomicBoolean(true);
        AtomicBoolean tls = new AtomicBoolean(true);
        exporter.watchConfig(() -> 2, () -> 1, config::get);
        exporter.watchTls(() -> Duration.ofHours(-2), () -> 0, () -> 3, tls::get);
        assertThat(family("gateway_config_reloads_total"))
                .endsWith(
                        "gateway_config_reloads_total{result=\"failed\"} 1.0",
                        "gateway_config_reloads_total{result=\"ok\"} 2.0");
        assertThat(family("gateway_tls_certificate_expiry_seconds"))
                .endsWith("gateway_tls_certificate_expiry_seconds -7200.0");
        assertThat(family("gateway_config_last_reload_successful"))
                .containsExactly(
                        "# HELP gateway_config_last_reload_successful 1 while what was read last is in use, 0 while what"
                                + " was there before is",
                        "# TYPE gateway_config_last_reload_successful gauge",
                        "gateway_config_last_reload_successful 1.0");
        config.set(false);
        assertThat(family("gateway_config_last_reload_successful"))
                .endsWith("gateway_config_last_reload_successful 0.0");
        assertThat(family("gateway_tls_last_reload_successful")).endsWith("gateway_tls_last_reload_successful 1.0");
        tls.set(false);
        assertThat(family("gateway_tls_last_reload_successful")).endsWith("gateway_tls_last_reload_successful 0.0");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "*/*", "text/plain", "text/html,application/xhtml+xml"})
    void the_text_of_prometheus_is_the_default(String accept) {
        assertThat(Exporter.contentTypeFor(accept)).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/openmetrics-text",
                "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;q=0.5",
                "text/plain;version=0.0.4;q=0.3, application/openmetrics-text; version=1.0.0"
            })
    void open_metrics_is_there_for_whom_asks(String accept) {
        String contentType = Exporter.contentTypeFor(accept);
        assertThat(contentType).startsWith("application/openmetrics-text");
        assertThat(exporter.scrape(contentType)).endsWith("# EOF\n");
    }

    /** The lines of one family. */
    private List<String> family(String name) {
        return exporter.scrape(Exporter.contentTypeFor(null))
                .lines()
                .filter(line -> line.matches("(# (HELP|TYPE) )?" + name + "(_(bucket|sum|count))?[ {].*"))
                .toList();
    }
}
