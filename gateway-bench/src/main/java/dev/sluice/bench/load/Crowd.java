package dev.sluice.bench.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** The participants of a scenario, each kept and used on its own thread; the methods are the main thread's. */
final class Crowd<P extends Participant> {
    private final LoadThreads threads;
    private final Map<LoadThread, List<P>> byThread = new LinkedHashMap<>();

    Crowd(LoadThreads threads) {
        this.threads = threads;
        threads.all().forEach(thread -> byThread.put(thread, new ArrayList<>()));
    }

    /** Those of one thread, in the order in which they were added there. Confined to that thread. */
    List<P> on(LoadThread thread) {
        return byThread.getOrDefault(thread, List.of());
    }

    /** Adds a participant; called on its thread. */
    void add(P participant) {
        on(participant.client().thread()).add(participant);
    }

    void forEach(Consumer<P> task) throws InterruptedException {
        threads.onEach(thread -> on(thread).forEach(task));
    }

    void forEachOpen(Consumer<P> task) throws InterruptedException {
        forEach(participant -> {
            if (participant.client().isOpen()) {
                task.accept(participant);
            }
        });
    }

    /** The sum of a number of each participant. */
    long sum(ToLongFunction<P> number) throws InterruptedException {
        long sum = 0;
        for (LoadThread thread : threads.all()) {
            sum += LoadThreads.ask(
                    thread, () -> on(thread).stream().mapToLong(number).sum());
        }
        return sum;
    }

    /** The sum of a number of each participant whose connection is open. */
    long sumOfOpen(ToLongFunction<P> number) throws InterruptedException {
        return sum(participant -> participant.client().isOpen() ? number.applyAsLong(participant) : 0);
    }

    void close() throws InterruptedException {
        forEach(participant -> participant.client().close());
    }

    void cut() throws InterruptedException {
        forEach(participant -> participant.client().cut());
    }
}
