package dev.sluice.room;

import dev.sluice.fanout.FanOut;
import dev.sluice.fanout.Seat;
import dev.sluice.lane.Departures;
import dev.sluice.message.Message;
import dev.sluice.message.PresencePage;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import java.util.Optional;
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
            JoinAnswer answer = shard.onJoin(seat.room(), hereLane, entry);
            fanOutHere.seat(seat);
            joined.accept(answer);
            return;
        }
        departures.send(ownerLane, TASK_BYTES, () -> {
            JoinAnswer answer = shard.onJoin(seat.room(), hereLane, entry);
            shard.fanOut().inOrder(hereLane, () -> {
                fanOutHere.seat(seat);
                joined.accept(answer);
            });
        });
    }

    /** Gives a seat up: no message comes from here on. The answer comes when the room knows. */
    public void leave(Seat seat, SessionId session, Runnable left) {
        fanOutHere.unseat(seat);
        if (isHere()) {
            shard.onLeave(seat.room(), hereLane, session);
            left.run();
            return;
        }
        departures.send(ownerLane, TASK_BYTES, () -> {
            shard.onLeave(seat.room(), hereLane, session);
            shard.fanOut().inOrder(hereLane, left);
        });
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

    /** Asks who is in a room; empty where the room does not know, or where there is no such room. */
    public void presence(RoomName room, PresenceRequest request, Consumer<Optional<PresencePage>> answered) {
        if (isHere()) {
            answered.accept(shard.onPresence(room, request));
            return;
        }
        departures.send(ownerLane, TASK_BYTES, () -> {
            Optional<PresencePage> page = shard.onPresence(room, request);
            shard.fanOut().inOrder(hereLane, page.map(PresencePage::bytes).orElse(0), () -> answered.accept(page));
        });
    }

    private boolean isHere() {
        return hereLane == ownerLane;
    }

    private static int costOf(Message message) {
        return message.payload().readableBytes() + TASK_BYTES;
    }
}
