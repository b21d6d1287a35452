package dev.sluice.bench.load;

/** When each message of a sender should go out. */
@FunctionalInterface
interface Schedule {
    /** A closed loop: whenever it may. */
    Schedule AT_ONCE = (message, nowNanos) -> nowNanos;

    /** The intended time of a message, counted from 0. */
    long intendedNanos(long message, long nowNanos);
}
