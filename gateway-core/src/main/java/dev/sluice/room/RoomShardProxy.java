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
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

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

    /**
     * Seats a member; the answer comes before the first message behind its position, unless the seat is given up before. A member that
     * has missed more than a page is seated by the {@link #recover} that brings the last one.
     */
    public void join(Seat seat, Entry entry, Consumer<JoinAnswer> joined) {
        admit(seat, () -> shard.onJoin(seat.room(), hereLane, entry), joined);
    }

    /**
     * The next page for a member that has joined and is not seated; in the same step as the last one it is seated.
     *
     * @param since the last message that it has got
     */
    public void recover(Seat seat, Since since, Consumer<JoinAnswer> answered) {
        admit(seat, () -> shard.onRecover(seat.room(), since), answered);
    }

    private void admit(Seat seat, Supplier<JoinAnswer> request, Consumer<JoinAnswer> answered) {
        if (isHere()) {
            admitted(seat, answerTo(seat, request), answered);
            return;
        }
        departures.send(ownerLane, TASK_BYTES, () -> {
            JoinAnswer answer = answerTo(seat, request);
            shard.fanOut().inOrder(hereLane, answer.bytes(), () -> admitted(seat, answer, answered));
        });
    }

    private static JoinAnswer answerTo(Seat seat, Supplier<JoinAnswer> request) {
        JoinAnswer answer = request.get();
        if (answer.isFull()) {
            seat.turnAway();
        }
        return answer;
    }

    private void admitted(Seat seat, JoinAnswer answer, Consumer<JoinAnswer> answered) {
        if (!answer.isFull()) {
            seat.letIn();
        }
        if (answer.seated()) {
            fanOutHere.seat(seat);
        }
        answered.accept(answer);
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

    /** Publishes a message once, however often it comes with the same key; the payload is borrowed for the length of the call. */
    public void publish(RoomName room, Message message, PublishKey key, Consumer<PublishAnswer> published) {
        if (isHere()) {
            published.accept(shard.onPublish(room, message, key));
            return;
        }
        Message own = message.detach();
        ask(costOf(own), () -> shard.onPublish(room, own, key), answer -> 0, published);
    }

    /** Asks for messages that a room remembers; it need not have members, nor be there. */
    public void history(RoomName room, HistoryQuery query, Consumer<HistoryPage> answered) {
        ask(TASK_BYTES, () -> shard.onHistory(room, query), HistoryPage::bytes, answered);
    }

    /** Has a room forget its messages; false if there were none. */
    public void purge(RoomName room, Consumer<Boolean> answered) {
        ask(TASK_BYTES, () -> shard.onPurge(room), answer -> 0, answered);
    }

    /** Asks who is in a room; empty where the room does not know, or where there is no such room. */
    public void presence(RoomName room, PresenceRequest request, Consumer<Optional<PresencePage>> answered) {
        ask(
                TASK_BYTES,
                () -> shard.onPresence(room, request),
                page -> page.map(PresencePage::bytes).orElse(0),
                answered);
    }

    private <T> void ask(long bytes, Supplier<T> question, ToLongFunction<T> bytesOf, Consumer<T> answered) {
        if (isHere()) {
            answered.accept(question.get());
            return;
        }
        departures.send(ownerLane, bytes, () -> {
            T answer = question.get();
            shard.fanOut().inOrder(hereLane, bytesOf.applyAsLong(answer), () -> answered.accept(answer));
        });
    }

    private boolean isHere() {
        return hereLane == ownerLane;
    }

    private static int costOf(Message message) {
        return message.payload().readableBytes() + TASK_BYTES;
    }
}
