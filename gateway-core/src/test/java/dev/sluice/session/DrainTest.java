package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.limit.Limits;
import dev.sluice.message.MessageKind;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a lane lets its clients go. */
class DrainTest {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final ManualLanes lanes = new ManualLanes(1);
    private final Sessions sessions =
            new Sessions(lanes.lane(0), new LaneMeters(), Limits.defaults(), Liveness.defaults(), new Random(1));
    private final List<FakeLink> links = new ArrayList<>();
    private final List<Duration> told = new ArrayList<>();

    @ParameterizedTest(name = "{0} clients over {1} s, {2} a second at most, take {3} s")
    @CsvSource({"6000, 60, 500, 60", "6000, 0, 500, 12", "60000, 60, 500, 120", "30, 60, 500, 3", "1, 60, 500, 0.1"})
    void a_plan_says_how_long_it_takes(long clients, int windowSeconds, int perSecond, double seconds) {
        DrainPlan plan = new DrainPlan(Duration.ofSeconds(windowSeconds), perSecond);
        assertThat(plan.timeFor(clients)).isEqualTo(Duration.ofMillis((long) (seconds * 1000)));
    }

    @Test
    void clients_go_evenly_and_never_too_many_a_second() {
        open(2000);
        sessions.drain(Duration.ofSeconds(4));
        int before = 0;
        for (int tick = 1; tick <= 40; tick++) {
            pass();
            assertThat(closed() - before).isEqualTo(50);
            before = closed();
        }
        assertThat(closed()).isEqualTo(2000);
        assertThat(links)
                .allSatisfy(link -> assertThat(link.closes().get(0).code()).isEqualTo(CloseCode.RESTART));
    }

    @Test
    void each_is_told_how_long_it_has() {
        open(2000);
        sessions.drain(Duration.ofSeconds(20));
        pass();
        assertThat(told).hasSize(1024);
        pass();
        assertThat(told).hasSize(2000);
        assertThat(told).allSatisfy(time -> assertThat(time).isLessThanOrEqualTo(Duration.ofSeconds(20)));
        assertThat(told.stream().filter(time -> time.toNanos() < 10 * SECOND).count())
                .isBetween(950L, 1050L);
    }

    @Test
    void lanes_keep_one_pace_together_however_clients_are_spread() {
        Sessions few =
                new Sessions(lanes.lane(0), new LaneMeters(), Limits.defaults(), Liveness.defaults(), new Random(2));
        open(900);
        for (int i = 0; i < 100; i++) {
            open(few);
        }
        Duration time = new DrainPlan(Duration.ZERO, 100).timeFor(1000);
        sessions.drain(time);
        few.drain(time);
        for (int second = 1; second <= 10; second++) {
            for (int tick = 0; tick < 10; tick++) {
                pass();
                lanes.lane(0).turn(() -> few.endPauses(lanes.nowNanos()));
            }
            assertThat(closed()).isEqualTo(100 * second);
        }
    }

    @Test
    void lanes_with_one_client_each_do_not_let_them_go_at_the_same_time() {
        List<Sessions> many = IntStream.range(0, 100)
                .mapToObj(lane -> new Sessions(
                        lanes.lane(0), new LaneMeters(), Limits.defaults(), Liveness.defaults(), new Random(lane)))
                .toList();
        many.forEach(this::open);
        many.forEach(one -> one.drain(Duration.ofSeconds(10)));
        for (int tick = 0; tick < 50; tick++) {
            lanes.pass(TICK);
            lanes.lane(0).turn(() -> many.forEach(one -> one.endPauses(lanes.nowNanos())));
        }
        assertThat(closed()).isBetween(35, 65);
    }

    @Test
    void who_has_gone_is_left_alone_and_who_comes_late_is_sent_away() {
        open(10);
        sessions.drain(Duration.ofSeconds(1));
        FakeLink late = new FakeLink();
        sessions.open(late, session -> (kind, payload) -> {});
        assertThat(late.closes()).hasSize(1);
        IntStream.range(0, 20).forEach(tick -> pass());
        assertThat(links).allSatisfy(link -> assertThat(link.closes()).hasSize(1));
    }

    @Test
    void a_plan_lets_somebody_go() {
        assertThatThrownBy(() -> new DrainPlan(Duration.ZERO, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DrainPlan(Duration.ofSeconds(-1), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private void open(int clients) {
        for (int i = 0; i < clients; i++) {
            open(sessions);
        }
    }

    private void open(Sessions where) {
        FakeLink link = new FakeLink();
        links.add(link);
        where.open(link, session -> new Listener());
    }

    private void pass() {
        lanes.pass(TICK);
        lanes.lane(0).turn(() -> sessions.endPauses(lanes.nowNanos()));
    }

    private int closed() {
        return (int) links.stream().filter(FakeLink::isClosed).count();
    }

    private final class Listener implements Conversation {
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
