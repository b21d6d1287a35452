package dev.sluice.session;

import dev.sluice.limit.Limits;
import dev.sluice.metric.LaneMeters;
import dev.sluice.testing.FakeLink;
import dev.sluice.testing.ManualLanes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A lane with sessions whose time passes one sweep after the other. */
final class SweepHouse {
    private static final int SESSIONS = 150;

    final Random random = new Random(7);
    final List<Peer> peers = new ArrayList<>();
    final long intervalNanos;
    final long timeoutNanos;
    final long stepNanos;
    final long ticks;

    /** By how much the next sweep comes too late. */
    LongSupplier lateness = () -> 0;

    private final ManualLanes lanes = new ManualLanes(1);
    private final Sessions sessions;

    SweepHouse(long intervalMillis, long timeoutMillis) {
        Duration interval = Duration.ofMillis(intervalMillis);
        Duration timeout = Duration.ofMillis(timeoutMillis);
        Liveness liveness = new Liveness(interval, timeout, Duration.ofSeconds(1));
        this.sessions = new Sessions(lanes.lane(0), new LaneMeters(), Limits.defaults(), liveness, random);
        this.intervalNanos = interval.toNanos();
        this.timeoutNanos = timeout.toNanos();
        this.stepNanos = Sessions.sweepPeriod(liveness).toNanos();
        this.ticks = intervalNanos / stepNanos;
        lanes.lane(0).every(Sessions.sweepPeriod(liveness), () -> sessions.sweep(now()));
    }

    long now() {
        return lanes.nowNanos();
    }

    void openAll() {
        for (int i = 0; i < SESSIONS; i++) {
            peers.add(new Peer(this));
        }
    }

    void passAnInterval(Consumer<Peer> each) {
        pass(ticks * stepNanos, each);
    }

    /** Between two sweeps, each peer does something. */
    void pass(long nanos, Consumer<Peer> each) {
        long end = now() + nanos;
        while (now() < end) {
            passAtOnce(stepNanos + lateness.getAsLong());
            for (Peer peer : peers) {
                if (peer.link.isClosed()) {
                    peer.closedAt = peer.closedAt == 0 ? now() : peer.closedAt;
                } else {
                    each.accept(peer);
                }
            }
        }
    }

    /** The lane stands still for so long, and then comes to its sweep before it reads anything. */
    void passAtOnce(long nanos) {
        lanes.pass(Duration.ofNanos(nanos));
        lanes.lane(0).turn();
    }

    static final class Peer {
        final FakeLink link = new FakeLink();
        final Session session;
        int answered;
        long unreadSince;
        long diesAt;
        long closedAt;
        private final SweepHouse house;

        private Peer(SweepHouse house) {
            this.house = house;
            this.session = house.sessions.open(link, opened -> (kind, payload) -> {});
        }

        /** Pongs, if there is a ping that it has not answered. */
        void answer() {
            List<Long> pings = link.pings();
            if (!pings.isEmpty()) {
                session.onRead(house.now());
                session.onPong(pings.get(pings.size() - 1), house.now());
            }
        }
    }
}
