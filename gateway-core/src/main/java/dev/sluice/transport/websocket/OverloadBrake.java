package dev.sluice.transport.websocket;

import dev.sluice.lane.OutboundBuffers;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;

/** Stops reading from a client who sends while too much waits for the clients of its lane. Confined to the connection's lane. */
final class OverloadBrake {
    private final LaneTransport lane;
    private final WebSocketLink link;
    private boolean on;

    OverloadBrake(LaneTransport lane, WebSocketLink link) {
        this.lane = lane;
        this.link = link;
    }

    /** To be called behind every read that brought a message. */
    void check() {
        OutboundBuffers outbound = lane.memory().outbound();
        if (!on && outbound.isCongested()) {
            on = true;
            link.pauseReading();
            lane.meters().increment(MeterName.READING_PAUSES, Label.Pause.OVERLOAD);
            outbound.whenRelieved(this::release);
        }
    }

    private void release() {
        on = false;
        link.resumeReading();
    }
}
