package dev.sluice.lane;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** All lanes of one gateway. */
public final class LaneGroup {
    private final List<EventLoopLane> lanes = new ArrayList<>();

    /**
     * One lane for each event loop of the group.
     *
     * @param count how many those are
     * @param mostBytes that clients may make all of them hold together
     */
    public LaneGroup(EventLoopGroup loops, int count, long mostBytes) {
        for (EventExecutor loop : loops) {
            lanes.add(new EventLoopLane(lanes.size(), (EventLoop) loop, mostBytes / count));
        }
    }

    /** The lanes, by index. */
    public List<Lane> lanes() {
        return List.copyOf(lanes);
    }

    /** The lane of an event loop of the group. */
    public Lane laneOf(EventLoop loop) {
        for (EventLoopLane lane : lanes) {
            if (lane.runs(loop)) {
                return lane;
            }
        }
        throw new IllegalArgumentException("not one of the group's event loops: " + loop);
    }

    /** Whether every lane runs a task within this time. Blocks for at most that long; never called on a lane. */
    public boolean answersWithin(Duration time) {
        CountDownLatch answers = new CountDownLatch(lanes.size());
        try {
            lanes.forEach(lane -> lane.execute(answers::countDown));
            return answers.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
