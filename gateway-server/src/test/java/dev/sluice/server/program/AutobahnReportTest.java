package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a failure of the Autobahn suite, on reports such as it writes. */
class AutobahnReportTest {
    @TempDir
    private Path reports;

    private final List<String> index = new ArrayList<>();

    @Test
    void cases_come_in_the_order_of_their_numbers() throws IOException {
        written("10.1.1", "OK", "OK", "");
        written("9.1.10", "OK", "OK", "");
        written("9.1.2", "OK", "OK", "");
        assertThat(read().cases()).extracting(AutobahnCase::number).containsExactly("9.1.2", "9.1.10", "10.1.1");
    }

    @Test
    void only_ok_and_informational_pass() throws IOException {
        written("1.1.1", "OK", "OK", "");
        written("1.1.2", "INFORMATIONAL", "INFORMATIONAL", "");
        written("1.1.3", "NON-STRICT", "OK", "");
        written("1.1.4", "UNIMPLEMENTED", "OK", "");
        written("1.1.5", "FAILED", "OK", "");
        assertThat(read().failed()).extracting(AutobahnCase::number).containsExactly("1.1.3", "1.1.4", "1.1.5");
    }

    @Test
    void a_right_answer_with_a_wrong_end_fails() throws IOException {
        written("1.1.1", "OK", "UNCLEAN", "");
        written("1.1.2", "OK", "WRONG CODE", "");
        written("1.1.3", "OK", "FAILED BY CLIENT", "");
        written("1.1.4", "OK", "FAILED", "");
        assertThat(read().failed()).hasSize(4);
    }

    @Test
    void a_case_is_out_of_time_when_a_timer_of_the_suite_ran_off() throws IOException {
        written("1.1.1", "OK", "UNCLEAN", "");
        written("1.1.2", "OK", "UNCLEAN", "wasCloseHandshakeTimeout");
        written("1.1.3", "OK", "FAILED BY CLIENT", "wasServerConnectionDropTimeout");
        assertThat(read().cases()).extracting(AutobahnCase::outOfTime).containsExactly(false, true, true);
    }

    @Test
    void a_later_run_replaces_the_verdicts_that_it_has() throws IOException {
        AutobahnReport later = new AutobahnReport(List.of(new AutobahnCase("1.1.2", "OK", "OK", false)));
        written("1.1.1", "FAILED", "OK", "");
        written("1.1.2", "OK", "UNCLEAN", "wasCloseHandshakeTimeout");
        assertThat(read().replacedBy(later).failed())
                .extracting(AutobahnCase::number)
                .containsExactly("1.1.1");
    }

    @Test
    void the_summary_counts_by_section() throws IOException {
        written("1.1.1", "OK", "OK", "");
        written("1.1.2", "OK", "WRONG CODE", "");
        written("10.1.1", "OK", "OK", "");
        assertThat(read().summary().lines().map(line -> line.replaceAll(" +", " ")
                        .strip()))
                .containsExactly(
                        "1 2 cases 2 OK close: 1 OK, 1 WRONG CODE",
                        "10 1 cases 1 OK close: 1 OK",
                        "all 3 cases 3 OK close: 2 OK, 1 WRONG CODE");
    }

    /** @param timer the one that ran off, or empty */
    private void written(String number, String behavior, String close, String timer) throws IOException {
        String file = "server_case_" + number + ".json";
        index.add("\"%s\": {\"behavior\": \"%s\", \"behaviorClose\": \"%s\", \"reportfile\": \"%s\"}"
                .formatted(number, behavior, close, file));
        Files.writeString(reports.resolve(file), """
                {"wasOpenHandshakeTimeout": false, "wasCloseHandshakeTimeout": %s, "wasServerConnectionDropTimeout": %s}
                """.formatted(
                        timer.equals("wasCloseHandshakeTimeout"), timer.equals("wasServerConnectionDropTimeout")));
    }

    private AutobahnReport read() throws IOException {
        Files.writeString(reports.resolve("index.json"), "{\"server\": {" + String.join(", ", index) + "}}");
        return AutobahnReport.read(reports);
    }
}
