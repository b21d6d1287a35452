package dev.sluice.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Gateways;
import dev.sluice.transport.io.TransportChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of the table, said to a real gateway on each transport of this machine. A new row is a line in one of the {@code …Rows},
 * and a line in {@code docs/bad-input.md}, which {@code -Dbad-input.write=true} writes.
 */
@Execution(ExecutionMode.CONCURRENT)
class BadInputTest {
    private static final Map<TransportChoice, Map<Setup, Setup.Running>> RUNNING = new EnumMap<>(TransportChoice.class);

    static Stream<Arguments> rows() {
        List<Section> sections = Section.all();
        return Gateways.transports().stream().flatMap(transport -> sections.stream()
                .flatMap(section -> section.rows().stream().map(row -> Arguments.of(transport, section.title(), row))));
    }

    @AfterAll
    static void stop() throws Exception {
        for (Map<Setup, Setup.Running> gateways : RUNNING.values()) {
            for (Setup.Running running : gateways.values()) {
                running.close();
            }
        }
        RUNNING.clear();
    }

    @ParameterizedTest(name = "{0}: {1}: {2}")
    @MethodSource("rows")
    @Execution(ExecutionMode.SAME_THREAD) // a row's counters are those of a gateway that many rows share
    void each_row_gets_its_answer_and_moves_its_counter(TransportChoice transport, String section, BadInput row)
            throws IOException {
        Map<Setup, Setup.Running> gateways = RUNNING.computeIfAbsent(transport, t -> new EnumMap<>(Setup.class));
        if (!gateways.containsKey(row.setup())) {
            gateways.put(row.setup(), row.setup().start(transport));
        }
        row.check(gateways.get(row.setup()).gateway());
    }

    @Test
    void the_page_for_users_is_this_table() throws IOException {
        String expected = BadInputPage.with(Section.all());
        if (Boolean.getBoolean("bad-input.write")) {
            Files.writeString(BadInputPage.FILE, expected);
        }
        assertThat(BadInputPage.read())
                .as("run this test with -Dbad-input.write=true")
                .isEqualTo(expected);
    }

    @Test
    void no_two_rows_have_one_name() {
        assertThat(Section.all().stream()
                        .flatMap(section -> section.rows().stream().map(BadInput::what)))
                .doesNotHaveDuplicates();
    }
}
