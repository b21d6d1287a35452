package dev.sluice.fanout;

import dev.sluice.lane.OutboundBuffers;
import java.util.ArrayDeque;
import java.util.Deque;

/** What the batches of one lane share, so that a room that is silent costs nothing for it. Confined to the lane. */
final class BatchMemory {
    private static final int MOST_SPARE = 64;

    private final OutboundBuffers outbound;
    private final Deque<OwnFrames> spare = new ArrayDeque<>();

    BatchMemory(OutboundBuffers outbound) {
        this.outbound = outbound;
    }

    /** The buffers that wait for the sockets of the lane. */
    OutboundBuffers outbound() {
        return outbound;
    }

    /** An empty one, to be given back. */
    OwnFrames takeOwnFrames() {
        OwnFrames kept = spare.poll();
        return kept == null ? new OwnFrames() : kept;
    }

    void giveBack(OwnFrames frames) {
        if (frames.clear() && spare.size() < MOST_SPARE) {
            spare.push(frames);
        }
    }
}
