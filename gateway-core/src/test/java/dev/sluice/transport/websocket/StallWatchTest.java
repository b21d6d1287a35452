package dev.sluice.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which reader that is behind has to go; that it goes is tested over the wire. */
class StallWatchTest {
    @ParameterizedTest(name = "nothing taken for {0} s, behind for {1} s, others waiting for {2} s: {3}")
    @CsvSource({
        "9,  60, 0,  false",
        "10, 10, 0,  true",
        "1,  60, 4,  false",
        "2,  2,  2,  true",
        "9,  9,  1,  false",
        "1,  9,  60, true",
        "1,  4,  60, false",
        "0,  5,  5,  true",
    })
    void it_goes_sooner_where_it_is_in_the_way(int stalled, int behind, int overloaded, boolean goes) {
        assertThat(StallWatch.isTooSlow(nanos(stalled), nanos(behind), nanos(overloaded)))
                .isEqualTo(goes);
    }

    private static long nanos(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
