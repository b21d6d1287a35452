package dev.sluice.room;

import dev.sluice.fanout.FanOut;
import dev.sluice.fanout.Seat;
import dev.sluice.lane.Departures;
import dev.sluice.message.Message;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The rooms of one lane as seen from one lane: at once where both are the same, else as a task that travels with this turn. What is
 * asked first is done first. Confined to the asking lane; every answer comes back to it.
 */
public final class RoomShardProxy {
    /** What a join, a leave or a message costs beside its payload while it travels. */
    private static final int TASK_BYTES = 128;

    private final int hereLane;
    private final int ownerLane;
    private final RoomShard shard;
    private final FanOut fanOutHere;
    private final Departures departures;

    /**
     * @param hereLane the asking lane
     * @param ownerLane the lane of the shard
     * @param fanOutHere the asking lane's
     * @param departures from the asking lane to the lanes of rooms
     */
    RoomShardProxy(int hereLane, int ownerLane, RoomShard shard, FanOut fanOutHere, Departures departures) {
        this.hereLane = hereLane;
        this.ownerLane = ownerLane;
        this.shard = shard;
        this.fanOutHere = fanOutHere;
        this.departures = departures;
    }

    /** Seats a member; the answer comes before the first message behind its position, unless the seat is given up before. */
    public void join(Seat seat, Entry entry, Consumer<JoinAnswer> joined) {
        if (isHere()) {
            seat(seat, askFor(seat, entry), joined);
            return;
        }
        departures.send(ownerLane, TASK_BYTES, () -> {
            JoinAnswer answer = askFor(seat, entry);
            shard.fanOut().inOrder(hereLane, () -> seat(seat, answer, joined));
        });
    }

    private JoinAnswer askFor(Seat seat, Entry entry) {
        JoinAnswer answer = shard.onJoin(seat.room(), hereLane, entry);
        if (answer.isFull()) {
            seat.turnAway();
        }
        return answer;
    }

    private void seat(Seat seat, JoinAnswer answer, Consumer<JoinAnswer> joined) {
        if (!answer.isFull()) {
            fanOutHere.seat(seat);
        }
        joined.accept(answer);
    }

    /** Gives a seat up: no message comes from here on. The answer comes when the room knows. */
    public void leave(Seat seat, SessionId session, Runnable left) {
        try {
            fanOutHere.unseat(seat);
        } finally {
            tellRoom(seat, session, left);
        }
    }

    private void tellRoom(Seat seat, SessionId session, Runnable left) {
        if (isHere()) {
            giveUp(seat, session);
            left.run();
            return;
        }
        departures.send(ownerLane, TASK_BYTES, () -> {
            giveUp(seat, session);
            shard.fanOut().inOrder(hereLane, left);
        });
    }

    private void giveUp(Seat seat, SessionId session) {
        if (!seat.isTurnedAway()) {
            shard.onLeave(seat.room(), hereLane, session);
        }
    }

    /** Publishes without an answer; the payload is borrowed for the length of the call. */
    public void publish(RoomName room, Message message) {
        if (isHere()) {
            shard.onPublish(room, message);
            return;
        }
        Message own = message.detach();
        departures.send(ownerLane, costOf(own), () -> shard.onPublish(room, own));
    }

    /** The same for a room that may be full: what one says who was not let in is nobody's message. */
    public void publishFrom(Seat seat, Message message) {
        if (isHere()) {
            onPublishFrom(seat, message);
            return;
        }
        Message own = message.detach();
        departures.send(ownerLane, costOf(own), () -> onPublishFrom(seat, own));
    }

    private void onPublishFrom(Seat seat, Message message) {
        if (!seat.isTurnedAway()) {
            shard.onPublish(seat.room(), message);
        }
    }

    /** Publishes and tells the offset; the payload is borrowed for the length of the call. */
    public void publish(RoomName room, Message message, LongConsumer published) {
        if (isHere()) {
            published.accept(shard.onPublish(room, message));
            return;
        }
        Message own = message.detach();
        departures.send(ownerLane, costOf(own), () -> {
            long offset = shard.onPublish(room, own);
            shard.fanOut().inOrder(hereLane, () -> published.accept(offset));
        });
    }

    private boolean isHere() {
        return hereLane == ownerLane;
    }

    private static int costOf(Message message) {
        return message.payload().readableBytes() + TASK_BYTES;
    }
}
