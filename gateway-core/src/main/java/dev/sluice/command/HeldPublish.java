package dev.sluice.command;

import dev.sluice.fanout.Seat;
import dev.sluice.message.ClientMessage;
import dev.sluice.metric.Label;
import org.jspecify.annotations.Nullable;

/** One message that waits until it is known whether it may be published. Confined to the lane. */
final class HeldPublish {
    private final Seat seat;
    private final ClientMessage.Publish request;
    private final PublishDesk.Taker taker;
    private final long cost;

    private boolean abandoned;

    /** Null until it is known. */
    private Label.@Nullable PublishCheck result;

    /** @param cost bytes that it takes */
    HeldPublish(Seat seat, ClientMessage.Publish request, PublishDesk.Taker taker, long cost) {
        this.seat = seat;
        this.request = request;
        this.taker = taker;
        this.cost = cost;
    }

    Seat seat() {
        return seat;
    }

    ClientMessage.Publish request() {
        return request;
    }

    PublishDesk.Taker taker() {
        return taker;
    }

    long cost() {
        return cost;
    }

    /** Its session has gone. */
    void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    void decide(Label.PublishCheck what) {
        result = what;
    }

    boolean isDecided() {
        return result != null;
    }

    /** What became of it; not before that is known. */
    Label.PublishCheck result() {
        if (result == null) {
            throw new IllegalStateException("nobody has said yet");
        }
        return result;
    }
}
