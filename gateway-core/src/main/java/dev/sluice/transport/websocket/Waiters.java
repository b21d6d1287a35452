package dev.sluice.transport.websocket;

import dev.sluice.fanout.Outlet;
import dev.sluice.fanout.Waiter;
import java.util.ArrayDeque;
import java.util.Queue;

/** The rooms that hold something back for one client: no more than it has joined. Confined to the connection's lane. */
final class Waiters {
    private final Queue<Waiter> waiting = new ArrayDeque<>(1);

    void add(Waiter waiter) {
        waiting.add(waiter);
    }

    /** Forgets one; true if there is none left. */
    boolean remove(Waiter waiter) {
        waiting.remove(waiter);
        return waiting.isEmpty();
    }

    /** Lets one after the other go on until the client is behind; true if there is none left. The next time begins with the next. */
    boolean serve(Outlet client) {
        for (int turns = waiting.size(); turns > 0 && !client.isBehind(); turns--) {
            Waiter next = waiting.remove();
            if (!next.onCaughtUp()) {
                waiting.add(next);
            }
        }
        return waiting.isEmpty();
    }

    /** Bytes that are held back. */
    long bytes() {
        long bytes = 0;
        for (Waiter waiter : waiting) {
            bytes += waiter.waitingBytes();
        }
        return bytes;
    }

    /** Nothing can be sent any more. */
    void discard() {
        waiting.forEach(Waiter::discard);
    }
}
