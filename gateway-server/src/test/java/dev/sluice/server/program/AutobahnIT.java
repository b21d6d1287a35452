package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.bootstrap.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Every case of the Autobahn suite, against {@code /echo} of the whole program, or, to compare, against any other server. Only with
 * {@code -Dautobahn}, since it takes minutes.
 */
@EnabledIfSystemProperty(named = "autobahn", matches = ".+")
class AutobahnIT {
    private static final Path REPORTS = Tools.TARGET.resolve("autobahn-reports");

    /** More are no hiccup of a busy machine. */
    private static final int MOST_CASES_AGAIN = 3;

    /**
     * Wide enough for the suite's largest messages and its floods. And no pings within the life of a case: in 6.4.3 and 6.4.4 the suite
     * leaves a frame unfinished for a second, and would answer a ping in the middle of it.
     */
    private static final String[] SETTINGS = {
        "limits.message-bytes=16MiB",
        "limits.fragments=0",
        "limits.control-frames-per-second=0",
        "liveness.ping-interval=1h",
        "compression.enabled=true"
    };

    @Test
    @Timeout(value = 75, unit = TimeUnit.MINUTES)
    void every_case_is_answered_and_ended_as_the_standard_says() throws Exception {
        String url = System.getProperty("autobahn.url", "");
        if (!url.isEmpty()) {
            judge(url);
            return;
        }
        try (RunningServer server = Servers.start(SETTINGS)) {
            judge(Servers.socketUrl(server, "/echo"));
        }
    }

    private static void judge(String url) throws IOException, InterruptedException {
        AutobahnSuite suite = AutobahnSuite.named(System.getProperty("autobahn"));
        List<String> cases = List.of(System.getProperty("autobahn.cases", "*").split(",", -1));
        AutobahnReport report = suite.run(url, cases, REPORTS);
        List<String> again = report.failed().stream()
                .filter(AutobahnCase::outOfTime)
                .map(AutobahnCase::number)
                .toList();
        if (!again.isEmpty() && again.size() <= MOST_CASES_AGAIN) {
            System.out.println("Out of time, so run again: " + again);
            report = report.replacedBy(suite.run(url, again, REPORTS.resolve("again")));
        }
        System.out.println(report.summary());
        assertThat(report.failed()).isEmpty();
        assertThat(report.cases()).isNotEmpty();
    }
}
