package dev.sluice.lane;

import dev.sluice.limit.ByteBudget;

/**
 * What the clients of one lane may make it hold: half of it for messages that have come in part, half for what they have not taken.
 * Confined to the lane.
 *
 * @param inbound pieces of messages
 * @param outbound what waits for sockets
 */
public record LaneMemory(ByteBudget inbound, OutboundBuffers outbound) {
    /** @param mostBytes of both together */
    public static LaneMemory of(Lane lane, long mostBytes) {
        return new LaneMemory(new ByteBudget(mostBytes / 2), new OutboundBuffers(lane, mostBytes / 2));
    }

    /** All that is held. */
    public long bytes() {
        return inbound.used() + outbound.bytes();
    }
}
