package dev.sluice.bench.load;

import static dev.sluice.bench.load.SequenceCheck.Verdict.DOUBLE;
import static dev.sluice.bench.load.SequenceCheck.Verdict.IN_ORDER;
import static dev.sluice.bench.load.SequenceCheck.Verdict.OUT_OF_ORDER;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceCheckTest {
    private final SequenceCheck check = new SequenceCheck(2);

    @Test
    void eachSenderHasItsOwnOrder() {
        assertThat(check.see(0, 0)).isEqualTo(IN_ORDER);
        assertThat(check.see(1, 0)).isEqualTo(IN_ORDER);
        assertThat(check.see(0, 1)).isEqualTo(IN_ORDER);
        assertThat(check.arrived(0)).isEqualTo(2);
        assertThat(check.arrived(1)).isOne();
    }

    @Test
    void aGapIsFilledByAMessageOutOfOrder() {
        check.see(0, 0);
        assertThat(check.see(0, 3)).isEqualTo(IN_ORDER);
        assertThat(check.arrived(0)).isEqualTo(2);
        assertThat(check.see(0, 1)).isEqualTo(OUT_OF_ORDER);
        assertThat(check.see(0, 1)).isEqualTo(DOUBLE);
        assertThat(check.see(0, 2)).isEqualTo(OUT_OF_ORDER);
        assertThat(check.arrived(0)).isEqualTo(4);
        assertThat(check.next(0)).isEqualTo(4);
    }

    @Test
    void whatCameBeforeIsADouble() {
        check.see(0, 0);
        assertThat(check.see(0, 0)).isEqualTo(DOUBLE);
        assertThat(check.arrived(0)).isOne();
    }
}
