package dev.sluice.server.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Events that have not been told yet, of each room in its order. Whoever adds one never waits: what finds no place is lost, and counted.
 * Any thread adds; one takes.
 */
final class HookQueue {
    private final Queue<HookEvent> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger untoldLosses = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final int most;

    HookQueue(int most) {
        this.most = most;
    }

    void add(HookEvent event) {
        if (size.incrementAndGet() > most) {
            size.decrementAndGet();
            lose(1);
        } else {
            events.add(event);
        }
    }

    /** Takes the oldest events, as many as there are and may be. */
    List<HookEvent> take(int atMost) {
        List<HookEvent> taken = new ArrayList<>();
        while (taken.size() < atMost) {
            HookEvent event = events.poll();
            if (event == null) {
                break;
            }
            size.decrementAndGet();
            taken.add(event);
        }
        return taken;
    }

    /** Events are lost that nobody will be told of. */
    void lose(int count) {
        untoldLosses.addAndGet(count);
        dropped.add(count);
    }

    /** Losses that should have been told, and were not. */
    void untold(int count) {
        untoldLosses.addAndGet(count);
    }

    /** How many have been lost since this was asked the last time. */
    int takeLosses() {
        return untoldLosses.getAndSet(0);
    }

    boolean isEmpty() {
        return events.isEmpty(); // not by its size, which counts one that is just being added
    }

    int size() {
        return size.get();
    }

    long dropped() {
        return dropped.sum();
    }
}
