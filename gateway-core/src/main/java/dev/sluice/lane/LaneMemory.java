package dev.sluice.lane;

import dev.sluice.limit.ByteBudget;

/**
 * What the clients of one lane may make it hold: a quarter for requests that have not come whole, each of which counts as much as it
 * may become; a quarter for messages that have come in part; half for what clients have not taken. Apart, so that a flood of one kind
 * leaves the others their share. Confined to the lane.
 *
 * @param requests opening handshakes
 * @param pieces messages in part
 * @param outbound what waits for sockets
 */
public record LaneMemory(ByteBudget requests, ByteBudget pieces, OutboundBuffers outbound) {
    private static final int QUARTERS = 4;

    /** Nothing is held yet; at most so many bytes may be, of all kinds together. */
    public static LaneMemory of(Lane lane, long mostBytes) {
        long quarter = mostBytes / QUARTERS;
        return new LaneMemory(new ByteBudget(quarter), new ByteBudget(quarter), new OutboundBuffers(lane, 2 * quarter));
    }

    /** Bytes that have come in part or not been taken. */
    public long bytes() {
        return pieces.used() + outbound.bytes();
    }
}
