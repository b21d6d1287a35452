package dev.sluice.lane;

import dev.sluice.log.LaneEvent;
import dev.sluice.log.LaneEvents;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lane on one of Netty's event loops. */
final class EventLoopLane implements Lane {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoopLane.class);

    private final int index;
    private final SingleThreadEventLoop loop;
    private final TurnTasks turnTasks = new TurnTasks();
    private final LaneMemory memory;
    private final Runnable endTurn = this::endTurn;
    private final LaneEvents events = new LaneEvents();

    EventLoopLane(int index, EventLoop loop, long mostBytes) {
        this.index = index;
        this.loop = (SingleThreadEventLoop) loop;
        this.memory = LaneMemory.of(this, mostBytes);
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean isCurrent() {
        return loop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException stopped) {
            LOG.atDebug().addKeyValue("lane", index).log("The lane has ended; a task for it is dropped");
        }
    }

    @Override
    public void atEndOfTurn(TurnEnd stage, Runnable task) {
        if (turnTasks.add(stage, task)) {
            loop.executeAfterEventLoopIteration(endTurn);
        }
    }

    @Override
    public void every(Duration period, Runnable task) {
        runLater(period.toNanos(), task);
    }

    @Override
    public void atEnd(Runnable task) {
        loop.addShutdownHook(task);
    }

    @Override
    public LaneMemory memory() {
        return memory;
    }

    @Override
    public long nowNanos() {
        return System.nanoTime();
    }

    /** Not Netty's periodic task, which would never run again after it has failed once. */
    private void runLater(long nanos, Runnable task) {
        Runnable runAndRepeat = () -> {
            try {
                task.run();
            } finally {
                runLater(nanos, task);
            }
        };
        loop.schedule(runAndRepeat, nanos, TimeUnit.NANOSECONDS).addListener(run -> {
            if (run.cause() != null && !run.isCancelled()) {
                events.at(LaneEvent.TASK_FAILURE, nowNanos())
                        .addKeyValue("lane", index)
                        .setCause(run.cause())
                        .log("A periodic task has failed; it runs again");
            }
        });
    }

    private void endTurn() {
        try {
            turnTasks.run();
        } finally {
            if (!turnTasks.isEmpty()) {
                loop.executeAfterEventLoopIteration(endTurn); // one has failed; the others still get their turn
            }
        }
    }

    boolean runs(EventLoop candidate) {
        return loop == candidate;
    }
}
