package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.limit.Limits;
import dev.sluice.message.MessageKind;
import dev.sluice.message.SessionId;
import dev.sluice.metric.LaneMeters;
import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.testing.FakeLink;
import dev.sluice.testing.ManualLanes;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How old sessions become. */
class AgeTest {
    private static final Duration INTERVAL = Duration.ofSeconds(25);

    @Test
    void they_last_as_long_as_they_may_a_tenth_more_or_less() {
        Age age = new Age(INTERVAL.multipliedBy(1000), INTERVAL);
        Random random = new Random(1);
        int[] lasts = IntStream.range(0, 10_000)
                .map(i -> age.lastPing(SessionId.random(random)))
                .toArray();
        assertThat(IntStream.of(lasts).min()).hasValue(900);
        assertThat(IntStream.of(lasts).max()).hasValue(1100);
        assertThat(IntStream.of(lasts).average().orElseThrow()).isBetween(995.0, 1005.0);
        assertThat(IntStream.of(lasts).distinct().count()).isGreaterThan(190);
    }

    @Test
    void the_least_is_an_interval_and_zero_is_for_ever() {
        SessionId session = SessionId.random(new Random(1));
        assertThat(new Age(Duration.ofMillis(1), INTERVAL).lastPing(session)).isEqualTo(1);
        assertThat(new Age(Duration.ZERO, INTERVAL).lastPing(session)).isZero();
    }

    @Test
    void who_is_old_enough_is_told_and_closed() {
        ManualLanes lanes = new ManualLanes(1);
        Liveness liveness = new Liveness(INTERVAL, Duration.ofHours(1), Duration.ofSeconds(1));
        Limits limits =
                Limits.builder().connectionAge(INTERVAL.multipliedBy(20)).build();
        Sessions sessions = new Sessions(lanes.lane(0), new LaneMeters(), limits, liveness, new Random(1));
        long step = Sessions.sweepPeriod(liveness).toNanos();
        lanes.lane(0).every(Sessions.sweepPeriod(liveness), () -> sessions.sweep(lanes.nowNanos()));
        List<Duration> told = new ArrayList<>();
        List<FakeLink> links = new ArrayList<>();
        List<Session> open = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            FakeLink link = new FakeLink();
            links.add(link);
            open.add(sessions.open(link, session -> new Listener(told)));
        }
        List<Integer> closed = new ArrayList<>();
        for (int interval = 1; interval <= 23; interval++) {
            for (long passed = 0; passed < INTERVAL.toNanos(); passed += step) {
                open.forEach(session -> session.onRead(lanes.nowNanos()));
                lanes.pass(Duration.ofNanos(step));
                lanes.lane(0).turn();
            }
            closed.add((int) links.stream().filter(FakeLink::isClosed).count());
        }
        assertThat(closed.get(16)).as("after 17 intervals").isZero();
        assertThat(closed.get(22)).as("after 23").isEqualTo(100);
        assertThat(links).allSatisfy(link -> {
            assertThat(link.closes()).isNotEmpty();
            assertThat(link.closes().get(0).code()).isEqualTo(CloseCode.RESTART);
        });
        assertThat(told).hasSize(100).containsOnly(INTERVAL);
    }

    private record Listener(List<Duration> told) implements Conversation {
        @Override
        public void onMessage(MessageKind kind, ByteBuf payload) {
            // nobody says anything
        }

        @Override
        public void onGoaway(Duration in) {
            told.add(in);
        }
    }
}
