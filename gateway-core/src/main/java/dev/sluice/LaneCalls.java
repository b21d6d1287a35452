package dev.sluice;

import dev.sluice.lane.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Carries calls of other threads to the lanes, each as one task. So many may wait for a lane and no more, however many threads call: a
 * lane that is behind is not buried. Any thread.
 */
final class LaneCalls {
    /** What a call costs beside its payload while it waits, for the bound on the bytes. */
    static final int CALL_BYTES = 128;

    /** Each is some microseconds of its lane: all of them are a pause that clients do not notice. */
    private static final int MOST_WAITING = 1024;

    /** As much as one lane may have on its way to others. */
    private static final long MOST_BYTES = 8L * 1024 * 1024;

    private final List<Lane> lanes;
    private final List<Waiting> waiting = new ArrayList<>();
    private final BooleanSupplier ended;

    /** @param ended whether the lanes take no more tasks */
    LaneCalls(List<Lane> lanes, BooleanSupplier ended) {
        this.lanes = lanes;
        this.ended = ended;
        lanes.forEach(lane -> waiting.add(new Waiting()));
    }

    /**
     * Runs a task on a lane, which gives the answer then or later; what it throws becomes the answer.
     *
     * @param bytes that the task holds
     */
    <T> CompletableFuture<T> call(int lane, long bytes, Consumer<CompletableFuture<T>> task) {
        Waiting queue = waiting.get(lane);
        if (!queue.enter(bytes)) {
            return CompletableFuture.failedFuture(new CallRefused(CallRefused.Reason.BUSY));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        lanes.get(lane).execute(() -> {
            queue.exit(bytes);
            run(task, answer);
        });
        if (ended.getAsBoolean()) {
            answer.completeExceptionally(new CallRefused(CallRefused.Reason.STOPPED)); // the task may have been dropped
        }
        return answer;
    }

    /** Goes on with a call in a turn to come, so that others have theirs. On the call's lane. */
    <T> void callAgain(int lane, CompletableFuture<T> answer, Consumer<CompletableFuture<T>> task) {
        lanes.get(lane).execute(() -> run(task, answer));
    }

    private static <T> void run(Consumer<CompletableFuture<T>> task, CompletableFuture<T> answer) {
        try {
            task.accept(answer);
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /** What waits for one lane. */
    private static final class Waiting {
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();

        boolean enter(long more) {
            boolean tooMany = calls.incrementAndGet() > MOST_WAITING;
            boolean tooMuch = bytes.addAndGet(more) > MOST_BYTES && bytes.get() != more;
            if (tooMany || tooMuch) {
                exit(more);
                return false;
            }
            return true;
        }

        void exit(long less) {
            calls.decrementAndGet();
            bytes.addAndGet(-less);
        }
    }
}
