package dev.sluice.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lane.Lane.TurnEnd;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The real lane, on an event loop of Netty's: what {@code ManualLane} stands for. */
class EventLoopLaneTest {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory());
    private final LaneGroup group = new LaneGroup(loops, 2, Long.MAX_VALUE);
    private final Lane lane = group.lanes().get(0);
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        assertThat(group.answersWithin(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void a_lane_is_one_event_loop_of_its_group() throws InterruptedException {
        EventLoop first = (EventLoop) loops.iterator().next();
        assertThat(group.laneOf(first).index()).isZero();
        assertThat(group.lanes()).extracting(Lane::index).containsExactly(0, 1);
        assertThat(lane.isCurrent()).isFalse();
        onLane(() -> ran.add(lane.isCurrent() + " " + group.lanes().get(1).isCurrent()));
        assertThat(ran).containsExactly("true false");
        assertThat(group.answersWithin(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void a_turn_ends_behind_its_tasks_in_the_order_of_the_stages() throws InterruptedException {
        onLane(() -> {
            lane.atEndOfTurn(TurnEnd.FLUSH, () -> ran.add("flush"));
            lane.atEndOfTurn(TurnEnd.DELIVER, () -> ran.add("deliver"));
            lane.execute(() -> ran.add("task"));
            ran.add("read");
        });
        onLane(() -> {});
        assertThat(ran).containsExactly("read", "task", "deliver", "flush");
    }

    @Test
    void turns_go_on_ending_after_a_task_of_one_has_failed() throws InterruptedException {
        for (TurnEnd stage : TurnEnd.values()) {
            onLane(() -> lane.atEndOfTurn(stage, () -> {
                throw new OnPurpose();
            }));
            onLane(() -> lane.atEndOfTurn(TurnEnd.FLUSH, () -> ran.add("after " + stage)));
        }
        onLane(() -> {});
        assertThat(ran).containsExactly("after DELIVER", "after DEPART", "after FLUSH", "after SETTLE");
    }

    @Test
    void a_periodic_task_never_runs_twice_within_its_period() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(5);
        List<Long> times = new ArrayList<>();
        lane.every(Duration.ofMillis(5), () -> {
            times.add(lane.nowNanos());
            runs.countDown();
        });
        assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
        onLane(() -> {
            for (int i = 1; i < times.size(); i++) {
                assertThat(times.get(i) - times.get(i - 1))
                        .isGreaterThanOrEqualTo(Duration.ofMillis(5).toNanos());
            }
            ran.add("checked");
        });
        assertThat(ran).containsExactly("checked");
    }

    @Test
    void a_periodic_task_that_fails_runs_again() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(3);
        lane.every(Duration.ofMillis(5), () -> {
            runs.countDown();
            throw new OnPurpose();
        });
        assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Runs a task on the lane and waits until the turn after it has begun. */
    private void onLane(Runnable task) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        lane.execute(task);
        lane.execute(() -> lane.atEndOfTurn(TurnEnd.FLUSH, () -> lane.execute(done::countDown)));
        assertThat(done.await(10, TimeUnit.SECONDS)).as("the lane goes on").isTrue();
    }

    private static final class OnPurpose extends RuntimeException {
        private static final long serialVersionUID = 1;

        OnPurpose() {
            super("on purpose: the log may show it", null, false, false);
        }
    }
}
