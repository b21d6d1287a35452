package dev.sluice.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileBudgetTest {
    @ParameterizedTest
    @CsvSource({
        "1048576, 60, 1047876",
        "20000, 100, 19260",
        "1024, 60, 482",
        "300, 60, 120",
        "70, 60, 5",
        "60, 60, 1",
        "50, 60, 1",
    })
    void what_the_management_port_and_the_process_need_is_kept_back(long most, long open, int connections) {
        assertThat(FileBudget.of(most, open).connections()).isEqualTo(connections);
    }

    @Test
    void a_limit_beyond_all_numbers_is_none() {
        assertThat(FileBudget.of(Long.MAX_VALUE, 60).connections()).isZero();
        assertThat(FileBudget.of(-1, 60).connections()).isZero();
    }
}
