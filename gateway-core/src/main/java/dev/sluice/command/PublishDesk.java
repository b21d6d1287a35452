package dev.sluice.command;

import dev.sluice.auth.PublishCheck;
import dev.sluice.auth.PublishQuestion;
import dev.sluice.auth.PublishVerdict;
import dev.sluice.fanout.Seat;
import dev.sluice.lane.DeadlineSet;
import dev.sluice.lane.Lane;
import dev.sluice.limit.ByteBudget;
import dev.sluice.limit.SharedCount;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.Refusal;
import dev.sluice.metric.Label;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the messages of one lane's clients looked at, brings each verdict back to the lane, and holds the messages until then. What one
 * session says in one room goes on in its order. Confined to the lane.
 */
final class PublishDesk {
    /** What a message costs beside its bytes, which are here twice: as they came, and as they are shown. */
    private static final int OVERHEAD_BYTES = 512;

    private final Lane lane;
    private final LaneMeters meters;
    private final PublishCheck check;
    private final SharedCount places;
    private final BiConsumer<Member, Refusal> refusals;
    private final DeadlineSet deadlines = new DeadlineSet();
    private final Map<Member, HeldPublishes> held = new HashMap<>();

    /**
     * @param places for messages under way, of all lanes
     * @param refusals tell a client why its message is not published after all
     */
    PublishDesk(
            Lane lane,
            LaneMeters meters,
            PublishCheck check,
            SharedCount places,
            BiConsumer<Member, Refusal> refusals) {
        this.lane = lane;
        this.meters = meters;
        this.check = check;
        this.places = places;
        this.refusals = refusals;
    }

    /** What is done with a message that may be published; its data is not borrowed. */
    @FunctionalInterface
    interface Taker {
        /**
         * Publishes it.
         *
         * @param nowNanos when it is done
         */
        void take(ClientMessage.Publish request, long nowNanos);
    }

    /** Whether messages of a member to a room are held, so that another one has to go behind them. */
    boolean holds(Member member, Seat seat) {
        HeldPublishes own = held.get(member);
        return own != null && own.hasAny(seat);
    }

    /**
     * Has a message looked at.
     *
     * @param taker called in a later task of the lane if it may be published, unless the member has left the room or gone by then
     * @throws Refusal if too much waits already
     */
    void hold(Member member, Seat seat, ClientMessage.Publish request, Taker taker) {
        int bytes = request.data().readableBytes();
        long cost = 2L * bytes + OVERHEAD_BYTES;
        HeldPublishes own = held.get(member);
        if ((own != null && !own.hasRoomFor(cost)) || !enter(cost)) {
            count(Label.PublishCheck.OVER_LIMIT);
            throw new Refusal(
                    request.id(),
                    ErrorCode.RATE_LIMITED,
                    "too many messages wait for the backend; wait until they are answered");
        }
        if (own == null) {
            own = new HeldPublishes();
            held.put(member, own);
        }
        ByteBuf data = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(request.data()));
        ClientMessage.Publish copy =
                new ClientMessage.Publish(request.id(), request.room(), data, request.key(), request.collapseKey());
        HeldPublish message = new HeldPublish(seat, copy, taker, cost);
        own.add(message);
        Question question = new Question(member, message);
        try {
            check.policy()
                    .check(
                            new PublishQuestion(
                                    seat.room(), member.id(), member.identity(), data.toString(StandardCharsets.UTF_8)),
                            question::answer);
        } catch (RuntimeException mayHoldTheMessage) {
            question.answer(PublishVerdict.UNAVAILABLE);
        }
    }

    /** A session is over: nobody gets what it wanted to say. What is being looked at takes its memory until that is over. */
    void forget(Member member) {
        HeldPublishes own = held.remove(member);
        if (own == null) {
            return;
        }
        for (HeldPublish message : own.takeAll()) {
            if (message.isDecided()) {
                memory().discharge(message.cost());
            } else {
                message.abandon();
            }
        }
    }

    /** Gives up messages that have waited too long. To be called regularly. */
    void tick() {
        deadlines.expire(lane.nowNanos());
    }

    private boolean enter(long cost) {
        if (!places.tryTake()) {
            return false;
        }
        if (!memory().tryCharge(cost)) {
            places.giveBack();
            return false;
        }
        return true;
    }

    /** Shared with messages that have come in part. */
    private ByteBudget memory() {
        return lane.memory().pieces();
    }

    private void count(Label.PublishCheck result) {
        meters.increment(MeterName.PUBLISH_CHECKS, result);
    }

    /** Lets go what nothing of the same session and room waits before. */
    private void release(Member member, Seat seat) {
        HeldPublishes own = held.get(member);
        if (own == null) {
            return;
        }
        HeldPublish next = own.takeDecided(seat);
        while (next != null) {
            memory().discharge(next.cost());
            if (own.isEmpty()) {
                held.remove(member);
            }
            finish(member, next);
            next = own.takeDecided(seat);
        }
    }

    private void finish(Member member, HeldPublish message) {
        ClientMessage.Publish request = message.request();
        if (member.seats().get(request.room()) != message.seat()) {
            refuse(member, request, ErrorCode.NOT_A_MEMBER, "the session has left the room meanwhile");
            return;
        }
        switch (message.result()) {
            case ALLOWED -> message.taker().take(request, lane.nowNanos());
            case DENIED -> refuse(member, request, ErrorCode.FORBIDDEN, "the backend does not take this message");
            case FAILED, TIMEOUT, OVER_LIMIT ->
                refuse(member, request, ErrorCode.UNAVAILABLE, "the message can not be checked now; try again later");
        }
    }

    private void refuse(Member member, ClientMessage.Publish request, ErrorCode code, String reason) {
        refusals.accept(member, new Refusal(request.id(), code, reason));
    }

    /** One message that is being looked at, whether its session is still there or not. */
    private final class Question {
        private final DeadlineSet.Deadline deadline;
        private final Member member;
        private @Nullable HeldPublish message;

        Question(Member member, HeldPublish message) {
            this.member = member;
            this.message = message;
            this.deadline = deadlines.start(
                    lane.nowNanos() + check.timeout().toNanos(), () -> decide(Label.PublishCheck.TIMEOUT));
        }

        /** Any thread. */
        void answer(PublishVerdict verdict) {
            lane.execute(() -> decide(labelOf(verdict)));
        }

        private void decide(Label.PublishCheck result) {
            HeldPublish decided = message;
            if (decided == null) {
                return; // too late, or once more
            }
            message = null;
            deadline.cancel();
            places.giveBack();
            count(result);
            if (decided.isAbandoned()) {
                memory().discharge(decided.cost());
            } else {
                decided.decide(result);
                release(member, decided.seat());
            }
        }
    }

    private static Label.PublishCheck labelOf(PublishVerdict verdict) {
        return switch (verdict) {
            case ALLOWED -> Label.PublishCheck.ALLOWED;
            case DENIED -> Label.PublishCheck.DENIED;
            case UNAVAILABLE -> Label.PublishCheck.FAILED;
        };
    }
}
