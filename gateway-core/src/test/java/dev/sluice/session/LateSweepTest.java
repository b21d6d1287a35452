package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.websocket.CloseCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds when a busy lane comes late to its sweeps, and when it stood still. */
class LateSweepTest {
    private static final int INTERVALS = 10;

    @ParameterizedTest(name = "every {0} ms, waiting {1} ms, each sweep {2} ms late")
    @CsvSource({"25000, 10000, 20", "25000, 10000, 600", "200, 100, 20", "200, 100, 130", "1000, 3000, 50", "70, 35, 25"
    })
    void every_session_is_still_pinged_once_an_interval(long intervalMillis, long timeoutMillis, long lateMillis) {
        SweepHouse house = new SweepHouse(intervalMillis, timeoutMillis);
        long late = Duration.ofMillis(lateMillis).toNanos();
        house.lateness = () -> late;
        house.openAll();
        house.pass(INTERVALS * house.intervalNanos, peer -> peer.answer());
        long oneTick = house.stepNanos + late;
        assertThat(house.peers).allSatisfy(peer -> {
            List<Long> pings = peer.link.pings();
            assertThat(pings).hasSizeGreaterThanOrEqualTo(INTERVALS - 1);
            for (int i = 1; i < pings.size(); i++) {
                assertThat(pings.get(i) - pings.get(i - 1))
                        .isBetween(house.intervalNanos - oneTick, house.intervalNanos + oneTick);
            }
            assertThat(peer.link.closes()).isEmpty();
        });
    }

    @ParameterizedTest(name = "every {0} ms, waiting {1} ms")
    @CsvSource({"25000, 10000", "200, 100", "1000, 3000", "1000, 2500", "500, 500", "70, 35", "15, 5", "1000, 20"})
    void a_dead_peer_is_closed_as_soon_as_on_time_but_for_the_ticks(long intervalMillis, long timeoutMillis) {
        SweepHouse house = new SweepHouse(intervalMillis, timeoutMillis);
        house.lateness = () -> house.random.nextLong(house.stepNanos);
        house.openAll();
        // The tick that pings it, and the one that looks after it.
        long limit = house.intervalNanos + house.timeoutNanos + 4 * house.stepNanos;
        house.peers.forEach(peer -> peer.diesAt = house.now() + house.random.nextLong(3 * house.intervalNanos));
        house.pass(3 * house.intervalNanos + limit, peer -> {
            if (house.now() < peer.diesAt) {
                peer.answer();
            }
        });
        assertThat(house.peers).allSatisfy(peer -> {
            assertThat(peer.link.closes().get(0).code()).isEqualTo(CloseCode.NO_PONG);
            assertThat(peer.closedAt - peer.diesAt).isBetween(0L, limit);
            assertThat(peer.closedAt - peer.link.pings().get(peer.link.pings().size() - 1))
                    .isGreaterThanOrEqualTo(house.timeoutNanos);
        });
    }

    /** What came while the lane stood still is read behind the sweep, some of it turns later. */
    @ParameterizedTest(name = "every {0} ms, waiting {1} ms")
    @CsvSource({"25000, 10000", "200, 200", "1000, 3000"})
    void a_lane_that_stood_still_gives_its_clients_the_whole_timeout(long intervalMillis, long timeoutMillis) {
        SweepHouse house = new SweepHouse(intervalMillis, timeoutMillis);
        house.openAll();
        house.passAnInterval(peer -> peer.answer());
        house.pass(house.timeoutNanos - 5 * house.stepNanos, peer -> {});
        house.passAtOnce(3 * house.intervalNanos);
        long goesOn = house.now();
        house.pass(2 * house.stepNanos, peer -> {});
        house.passAnInterval(peer -> peer.answer());
        assertThat(house.peers).allSatisfy(peer -> {
            assertThat(peer.link.closes()).isEmpty();
            assertThat(peer.link.pings().get(peer.link.pings().size() - 1)).isGreaterThanOrEqualTo(goesOn);
        });
    }
}
