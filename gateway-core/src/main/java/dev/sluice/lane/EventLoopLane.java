package dev.sluice.lane;

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
            LOG.debug("Lane {} has ended; a task for it is dropped", index);
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
                LOG.error(
                        "A periodic task of lane {} has failed; it runs again: {}",
                        index,
                        run.cause().toString());
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
