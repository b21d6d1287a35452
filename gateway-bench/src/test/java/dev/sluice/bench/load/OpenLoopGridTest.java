package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenLoopGridTest {
    private final Grid grid = new Grid(1_000, 2_001_000, 1_000_000, 4);

    @Test
    void theSendersTakeTurnsAtEqualDistances() {
        assertThat(grid.timeOf(0, 0)).isEqualTo(1_000);
        assertThat(grid.timeOf(1, 0)).isEqualTo(2_000);
        assertThat(grid.timeOf(3, 0)).isEqualTo(4_000);
        assertThat(grid.timeOf(0, 1)).isEqualTo(5_000);
    }

    @Test
    void theLastTimeIsBeforeTheEnd() {
        assertThat(grid.isOver(grid.timeOf(3, 499))).isFalse();
        assertThat(grid.isOver(grid.timeOf(0, 500))).isTrue();
    }
}
