package dev.sluice.fanout;

import dev.sluice.lane.OutboundBuffers;
import dev.sluice.message.RoomName;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What the batches of one lane share, so that a room that is silent costs nothing for it. Confined to the lane. */
final class BatchMemory {
    private static final int MOST_SPARE = 64;

    private final OutboundBuffers outbound;
    private final Deque<OwnFrames> spare = new ArrayDeque<>();

    /** Null where no room drops anything. */
    private @Nullable Backlogs backlogs;

    BatchMemory(OutboundBuffers outbound) {
        this.outbound = outbound;
    }

    /** The buffers that wait for the sockets of the lane. */
    OutboundBuffers outbound() {
        return outbound;
    }

    void backlogs(Backlogs ofLane) {
        backlogs = ofLane;
    }

    /** Where the members of a room who understand a format find what they had to wait for; null where nobody waits. */
    @Nullable
    Backlog openBacklog(RoomName room, WireFormat format) {
        return backlogs == null ? null : backlogs.open(room, format);
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
