package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.websocket.CloseCode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is pinged when, and who is taken for dead when, for many settings of interval and timeout. */
class SweepTest {
    @ParameterizedTest(name = "every {0} ms, waiting {1} ms")
    @CsvSource({"25000, 10000", "200, 100", "1000, 3000", "500, 500", "70, 35", "15, 5", "1000, 20", "3600000, 1000"})
    void every_session_is_pinged_once_an_interval(long intervalMillis, long timeoutMillis) {
        SweepHouse house = new SweepHouse(intervalMillis, timeoutMillis);
        house.openAll();
        for (int intervals = 1; intervals <= 4; intervals++) {
            house.passAnInterval(peer -> peer.answer());
            for (SweepHouse.Peer peer : house.peers) {
                assertThat(peer.link.pings()).hasSize(intervals);
                assertThat(peer.link.closes()).isEmpty();
            }
        }
        assertThat(house.peers).allSatisfy(peer -> {
            for (int i = 1; i < 4; i++) {
                assertThat(peer.link.pings().get(i) - peer.link.pings().get(i - 1))
                        .isBetween(house.intervalNanos - house.ticks, house.intervalNanos);
            }
        });
    }

    @ParameterizedTest(name = "every {0} ms, waiting {1} ms")
    @CsvSource({
        "25000, 10000",
        "200, 100",
        "1000, 3000",
        "1000, 2500",
        "500, 500",
        "70, 35",
        "15, 5",
        "15, 50",
        "1000, 20"
    })
    void a_dead_peer_is_closed_within_interval_and_timeout_and_one_step(long intervalMillis, long timeoutMillis) {
        SweepHouse house = new SweepHouse(intervalMillis, timeoutMillis);
        house.openAll();
        long limit = house.intervalNanos + house.timeoutNanos + house.stepNanos;
        house.peers.forEach(peer -> peer.diesAt = house.now() + house.random.nextLong(3 * house.intervalNanos));
        house.pass(3 * house.intervalNanos + limit + house.stepNanos, peer -> {
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

    @ParameterizedTest(name = "every {0} ms, waiting {1} ms")
    @CsvSource({"25000, 10000", "200, 100", "1000, 3000", "500, 500", "15, 5", "1000, 40"})
    void a_peer_that_says_anything_in_time_is_never_closed_however_late_the_sweeps(long interval, long timeout) {
        SweepHouse house = new SweepHouse(interval, timeout);
        house.lateness = () -> house.random.nextLong(house.stepNanos);
        house.openAll();
        house.pass(12 * house.intervalNanos, peer -> {
            List<Long> pings = peer.link.pings();
            boolean due = pings.size() > peer.answered
                    && house.now() + 2 * house.stepNanos - pings.get(pings.size() - 1) >= house.timeoutNanos;
            if (due || house.random.nextInt(50) == 0) {
                peer.answered = pings.size();
                if (house.random.nextBoolean()) {
                    peer.answer();
                } else {
                    peer.session.onRead(house.now()); // no pong, but alive
                }
            }
        });
        assertThat(house.peers)
                .allSatisfy(peer -> assertThat(peer.link.closes()).isEmpty());
    }

    @ParameterizedTest(name = "every {0} ms, waiting {1} ms")
    @CsvSource({"25000, 10000", "200, 100", "1000, 3000", "500, 500", "15, 5"})
    void while_nothing_is_read_a_peer_that_takes_bytes_is_alive(long intervalMillis, long timeoutMillis) {
        SweepHouse house = new SweepHouse(intervalMillis, timeoutMillis);
        house.openAll();
        house.peers.forEach(peer -> peer.link.pauseReading());
        house.pass(8 * (house.intervalNanos + house.timeoutNanos), peer -> peer.link.takeBytes());
        assertThat(house.peers)
                .allSatisfy(peer -> assertThat(peer.link.closes()).isEmpty());
    }

    @ParameterizedTest(name = "every {0} ms, waiting {1} ms")
    @CsvSource({"25000, 10000", "200, 100", "1000, 3000", "1000, 2500", "500, 500", "15, 5", "15, 50"})
    void while_nothing_is_read_a_peer_that_takes_nothing_is_dead(long intervalMillis, long timeoutMillis) {
        SweepHouse house = new SweepHouse(intervalMillis, timeoutMillis);
        house.openAll();
        long limit = house.intervalNanos + house.timeoutNanos + house.stepNanos;
        house.peers.forEach(peer -> {
            peer.link.pauseReading();
            peer.diesAt = house.now() + house.random.nextLong(3 * house.intervalNanos);
        });
        house.pass(3 * house.intervalNanos + limit + house.stepNanos, peer -> {
            if (house.now() < peer.diesAt) {
                peer.link.takeBytes();
            }
        });
        assertThat(house.peers).allSatisfy(peer -> {
            assertThat(peer.link.closes()).isNotEmpty();
            assertThat(peer.closedAt - peer.diesAt).isBetween(0L, limit);
        });
    }

    @ParameterizedTest(name = "every {0} ms, waiting {1} ms")
    @CsvSource({"25000, 10000", "200, 100"})
    void while_nothing_is_read_who_leaves_something_unread_is_slow_and_who_does_not_is_silent(
            long intervalMillis, long timeoutMillis) {
        SweepHouse house = new SweepHouse(intervalMillis, timeoutMillis);
        house.openAll();
        house.peers.forEach(peer -> {
            peer.link.pauseReading();
            peer.link.pendingBytes(peer == house.peers.get(0) ? 1 : 0);
        });
        house.pass(3 * (house.intervalNanos + house.timeoutNanos), peer -> {});
        assertThat(house.peers.get(0).link.closes().get(0).code()).isEqualTo(CloseCode.SLOW_CONSUMER);
        assertThat(house.peers.get(1).link.closes().get(0).code()).isEqualTo(CloseCode.NO_PONG);
    }

    @ParameterizedTest(name = "every {0} ms, waiting {1} ms")
    @CsvSource({"25000, 10000", "200, 100", "1000, 3000", "500, 500"})
    void a_pong_that_was_not_read_in_time_is_waited_for(long intervalMillis, long timeoutMillis) {
        SweepHouse house = new SweepHouse(intervalMillis, timeoutMillis);
        house.openAll();
        house.pass(6 * (house.intervalNanos + house.timeoutNanos), peer -> {
            int pings = peer.link.pings().size();
            if (peer.link.isReadingPaused()) {
                peer.link.takeBytes();
                if (house.now() + house.stepNanos - peer.unreadSince >= house.timeoutNanos) {
                    peer.link.resumeReading(); // the sweep comes before the read
                }
            } else if (pings > peer.answered) {
                if (peer.unreadSince > 0) {
                    peer.answer();
                    peer.answered = pings;
                    peer.unreadSince = 0;
                } else {
                    peer.unreadSince = peer.link.pings().get(pings - 1);
                    peer.link.takeBytes(); // the ping, which it answers, but we do not read
                    peer.link.pauseReading();
                }
            }
        });
        assertThat(house.peers).allSatisfy(peer -> {
            assertThat(peer.link.closes()).isEmpty();
            assertThat(peer.answered).isPositive();
        });
    }

    @ParameterizedTest(name = "every {0} ms, waiting {1} ms")
    @CsvSource({"25000, 10000", "200, 100", "1000, 3000", "500, 500"})
    void a_pause_puts_the_end_of_a_silent_peer_off_by_one_interval_at_most(long intervalMillis, long timeoutMillis) {
        SweepHouse house = new SweepHouse(intervalMillis, timeoutMillis);
        house.openAll();
        house.pass(house.intervalNanos, peer -> {
            if (peer.link.pings().size() == 1 && peer.unreadSince == 0) {
                peer.unreadSince = house.now();
                peer.link.takeBytes();
                peer.link.pauseReading();
                peer.link.resumeReading();
            }
        });
        house.pass(house.intervalNanos + house.timeoutNanos + house.stepNanos, peer -> peer.link.takeBytes());
        assertThat(house.peers)
                .allSatisfy(peer -> assertThat(peer.link.closes()).isNotEmpty());
    }
}
