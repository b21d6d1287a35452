package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FileLimitTest {
    @Test
    void theSoftLimitCounts() {
        assertThat(FileLimit.in(List.of(
                        "Limit                     Soft Limit           Hard Limit           Units     ",
                        "Max open files            1024                 524288               files     ")))
                .hasValue(1024);
    }

    @Test
    void noLimitIsNone() {
        assertThat(FileLimit.in(List.of("Max open files            unlimited            unlimited            files")))
                .isEmpty();
        assertThat(FileLimit.in(List.of())).isEmpty();
    }

    @Test
    void moreConnectionsThanFilesAreRefused() {
        assertThatCode(() -> FileLimit.check(800, 1024)).doesNotThrowAnyException();
        assertThatThrownBy(() -> FileLimit.check(1000, 1024))
                .hasMessageContaining("at most 824")
                .hasMessageContaining("ulimit -n");
    }
}
