package dev.sluice.limit;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;

/**
 * The quotas of those who share one, by who they are. A quota whose last session has gone is remembered until it is full again, or
 * whoever is over it would only have to come back. Any thread; never waits.
 *
 * @param <K> names who shares
 */
final class QuotaBook<K> {
    /** Whoever comes looks after so many that have gone: more than can have gone meanwhile. */
    private static final int LOOKED_AFTER = 2;

    private final ConcurrentMap<K, Entry> entries = new ConcurrentHashMap<>();
    private final Queue<K> gone = new ConcurrentLinkedQueue<>();
    private final Rate rate;
    private final int mostSessions;

    /**
     * @param rate of all who share one
     * @param mostSessions that may share one; 0: no limit
     */
    QuotaBook(Rate rate, int mostSessions) {
        this.rate = rate;
        this.mostSessions = mostSessions;
    }

    /** @param listed whether it is among those that have gone, where each stands once; without sessions it always is */
    private record Entry(SharedQuota quota, int sessions, boolean listed) {
        Entry with(int more) {
            return new Entry(quota, sessions + more, listed);
        }

        Entry marked(boolean now) {
            return now == listed ? this : new Entry(quota, sessions, now);
        }
    }

    /** One more session; empty if that would be too many. */
    Optional<SharedQuota> enter(K who, long nowNanos) {
        lookAfterGone(nowNanos);
        boolean[] full = new boolean[1];
        Entry entry = entries.compute(who, (key, before) -> {
            if (before == null) {
                return new Entry(new SharedQuota(rate, nowNanos), 1, false);
            }
            full[0] = mostSessions > 0 && before.sessions() >= mostSessions;
            return full[0] ? before : before.with(1);
        });
        return full[0] ? Optional.empty() : Optional.of(entry.quota());
    }

    /** One less. */
    void leave(K who, long nowNanos) {
        boolean[] list = new boolean[1];
        entries.computeIfPresent(who, (key, before) -> {
            Entry after = before.with(-1);
            if (after.sessions() > 0 || after.listed()) {
                return after;
            }
            list[0] = !after.quota().isFull(nowNanos);
            return list[0] ? after.marked(true) : null;
        });
        if (list[0]) {
            gone.add(who);
        }
    }

    /** Whether one more session would be too many, as far as can be told before it comes. */
    boolean isFull(K who) {
        Entry entry = mostSessions == 0 ? null : entries.get(who);
        return entry != null && entry.sessions() >= mostSessions;
    }

    /** How many are remembered. */
    int size() {
        return entries.size();
    }

    /** How many of them are looked after because they have gone. */
    int listed() {
        return gone.size();
    }

    private void lookAfterGone(long nowNanos) {
        for (int i = 0; i < LOOKED_AFTER; i++) {
            K who = gone.poll();
            if (who == null) {
                return;
            }
            Entry left = entries.computeIfPresent(who, (key, entry) -> {
                if (entry.sessions() > 0) {
                    return entry.marked(false);
                }
                return entry.quota().isFull(nowNanos) ? null : entry;
            });
            if (left != null && left.listed()) {
                gone.add(who);
            }
        }
    }
}
