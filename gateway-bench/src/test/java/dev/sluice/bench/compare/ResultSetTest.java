package dev.sluice.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultSetTest {
    private static final Measurement FAST =
            made(1, "sluice", List.of(), Map.of(Metric.CPU, 2.0, Metric.RATE, 100.0, Metric.CLIENT_CORES, 0.95));
    private static final Measurement SLOW = made(2, "sluice", List.of(), Map.of(Metric.CPU, 4.0, Metric.RATE, 50.0));
    private static final Measurement BROKEN =
            made(1, "other", List.of("3 lost & <gone>"), Map.of(Metric.CPU, 0.1, Metric.RATE, 900.0));

    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        ResultSet set = set(FAST, SLOW, BROKEN);
        Path file = directory.resolve("results.json");
        ResultJson.write(set, file);
        assertThat(ResultJson.read(file)).isEqualTo(set);
    }

    @Test
    void aFileThatIsNoResultSetIsRefusedInWords() throws Exception {
        Path file = Files.writeString(directory.resolve("results.json"), "{\"format\": 2}");
        assertThatThrownBy(() -> ResultJson.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 1");
        Files.writeString(file, "{\"format\": 1}");
        assertThatThrownBy(() -> ResultJson.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void figuresAreMediansOfTheRoundsInWhichAllWasWell() {
        ResultSet set = set(FAST, SLOW, BROKEN);
        assertThat(set.spread("sluice", Workload.ECHO_50X1, Metric.CPU)).contains(new ResultSet.Spread(3, 2, 4));
        assertThat(set.spread("other", Workload.ECHO_50X1, Metric.CPU)).isEmpty();
        assertThat(ResultSet.Spread.of(List.of(5.0, 1.0, 3.0))).isEqualTo(new ResultSet.Spread(3, 1, 5));
    }

    @Test
    void theReportNamesWhoFailedAndDrawsThemNowhere() {
        String html = HtmlReport.of(set(FAST, SLOW, BROKEN));
        assertThat(html)
                .contains(
                        "<li>Other &amp; sons: 3 lost &amp; &lt;gone&gt;<span class=\"note\">Echo, 50 connections, 1 in flight, round 1</span>");
        assertThat(html).contains("<td>0, 1 failed</td>").doesNotContain("900");
    }

    @Test
    void theReportSaysWhereTheClientWasTheLimit() {
        assertThat(HtmlReport.of(set(FAST))).contains("itself at its limit with: Sluice, epoll");
        assertThat(HtmlReport.of(set(SLOW))).doesNotContain("itself at its limit");
    }

    @Test
    void theRateOfTheOpenLoopIsHalfOfTheSlowestAndStays() {
        Pace pace = new Pace(0);
        pace.learn(fan("sluice", 200_000, List.of()), 1_000);
        pace.learn(fan("other", 100_000, List.of()), 1_000);
        pace.learn(fan("broken", 10, List.of("1 lost")), 1_000);
        assertThat(pace.taken()).isZero();
        assertThat(pace.take()).isEqualTo(50);
        pace.learn(fan("late", 1_000, List.of()), 1_000);
        assertThat(pace.take()).isEqualTo(50);
        assertThat(new Pace(7).take()).isEqualTo(7);
    }

    @Test
    void coresAreReadAsTheKernelWritesThem() {
        assertThat(Cores.parse("0-2,5")).containsExactly(0, 1, 2, 5);
        assertThat(Cores.parse("3")).containsExactly(3);
    }

    @Test
    void workloadsAreFoundByTheirNames() {
        for (Workload workload : Workload.values()) {
            assertThat(Workload.of(workload.id())).contains(workload);
        }
        assertThat(Workload.of("echo")).isEmpty();
    }

    private static Measurement fan(String server, double deliveries, List<String> faults) {
        return new Measurement(1, server, Workload.FAN_1000X1, "now", 1, faults, Map.of(Metric.RATE, deliveries));
    }

    private static Measurement made(int round, String server, List<String> faults, Map<Metric, Double> values) {
        return new Measurement(round, server, Workload.ECHO_50X1, "2026-01-01T00:00:00Z", 3, faults, values);
    }

    private static ResultSet set(Measurement... measurements) {
        Map<String, String> servers = new LinkedHashMap<>();
        servers.put("sluice", "Sluice, epoll");
        servers.put("other", "Other & sons");
        return new ResultSet(
                Map.of("cpu", "a \"fast\" one"),
                new ResultSet.Settings(2, 3, false, 50, 1),
                servers,
                List.of(measurements));
    }
}
