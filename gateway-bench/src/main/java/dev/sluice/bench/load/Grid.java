package dev.sluice.bench.load;

/**
 * The times of an open loop, all fixed before the first message: one message after the other at equal distances, the senders in
 * turn. Nothing that a server does moves them, so the latency from them leaves nothing out.
 *
 * @param perSecond messages a second, of all senders together
 */
record Grid(long startNanos, long endNanos, double perSecond, int senders) {
    private static final double NANOS = 1e9;

    /** When a sender's message is to go out; both counted from 0. */
    long timeOf(int sender, long message) {
        return startNanos + (long) (((double) message * senders + sender) * NANOS / perSecond);
    }

    /** Whether the traffic is over before this time. */
    boolean isOver(long timeNanos) {
        return timeNanos - endNanos >= 0;
    }
}
