package dev.sluice.namespace;

/** What becomes of a member who takes a room's messages more slowly than they come. */
public enum SlowConsumerPolicy {
    /** Closed with 4100, to come back and recover. */
    DISCONNECT,

    /** Loses the oldest messages that wait. */
    DROP_OLDEST,

    /** One message waits for each room, or for each publish key; a newer one takes its place. */
    KEEP_LATEST,

    /** Loses all that waits, is told of the gap, and goes on with what comes. */
    SKIP_TO_LIVE
}
