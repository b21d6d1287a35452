package dev.sluice;

import dev.sluice.message.Refusal;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.message.StreamPosition;
import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.session.CloseReason;
import dev.sluice.session.Session;
import dev.sluice.session.Sessions;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * The open sessions of a gateway, for threads outside its lanes. Any thread, a lane's too: no method waits.
 *
 * <p>Each call goes to the session's lane and comes back as a future, under the same bounds as {@link Rooms}. It fails with
 * {@link CallRefused} where there is no such session, or the session does not let it; then it has done nothing.
 */
public final class OpenSessions {
    /** A close frame's payload is a code and so many bytes (RFC 6455, 5.5). */
    private static final int MOST_REASON_BYTES = 123;

    /** Sessions looked at in one turn of a lane: some tens of microseconds. */
    private static final int LOOKED_AT_ONCE = 1024;

    private final LaneHouse house;
    private final LaneCalls calls;

    OpenSessions(LaneHouse house, LaneCalls calls) {
        this.house = house;
        this.calls = calls;
    }

    /**
     * Puts an envelope session into a room, whatever its client may do itself; the client is told by {@code joined} without an id.
     *
     * @return the room's position: what comes next is behind it
     */
    public CompletableFuture<StreamPosition> join(SessionId session, RoomName room) {
        return on(session, LaneCalls.CALL_BYTES, (found, answer) -> {
            if (!found.join(room, position -> onJoined(position, answer))) {
                throw new CallRefused(CallRefused.Reason.NOT_AN_ENVELOPE);
            }
        });
    }

    /**
     * Takes an envelope session out of a room; the client is told by {@code left} without an id.
     *
     * @return the session, once the room knows
     */
    public CompletableFuture<SessionId> leave(SessionId session, RoomName room) {
        return on(session, LaneCalls.CALL_BYTES, (found, answer) -> {
            if (!found.leave(room, () -> answer.complete(session))) {
                throw new CallRefused(CallRefused.Reason.NOT_AN_ENVELOPE);
            }
        });
    }

    /**
     * Sends a message to one session alone, whatever its conversation: the envelope's gets {@code {"type":"message","data":…}} without a
     * room, any other the bare payload. A client that leaves too much unread is closed with 4100, as by any other message.
     *
     * @return the session, once its connection has the message
     * @throws IllegalArgumentException for a message over {@link Rooms#mostMessageBytes}
     */
    public CompletableFuture<SessionId> tell(SessionId session, Outgoing message) {
        if (message.bytes() > house.mostMessageBytes()) {
            throw new IllegalArgumentException(
                    "a message has at most " + house.mostMessageBytes() + " bytes, not " + message.bytes());
        }
        return on(session, (long) message.bytes() + LaneCalls.CALL_BYTES, (found, answer) -> {
            found.tell(message.message(found.lane().nowNanos()));
            answer.complete(session);
        });
    }

    /**
     * Closes a session.
     *
     * @return the session, once the close frame is on its way
     * @throws IllegalArgumentException for a code that no close frame may carry, or a text over 123 bytes
     */
    public CompletableFuture<SessionId> close(SessionId session, CloseReason reason) {
        requireSendable(reason);
        return on(session, LaneCalls.CALL_BYTES, (found, answer) -> {
            found.close(reason);
            answer.complete(session);
        });
    }

    /**
     * Closes all sessions of a user, looking through every session of the gateway, some in each turn of a lane. One that is opened
     * meanwhile may stay.
     *
     * <p>If one of the lanes is busy the call fails, and others may have closed theirs: call again.
     *
     * @param user as in {@link dev.sluice.auth.Identity#user}, not empty
     * @return how many sessions were the user's
     * @throws IllegalArgumentException for no user, a code that no close frame may carry, or a text over 123 bytes
     */
    public CompletableFuture<Integer> closeAll(String user, CloseReason reason) {
        requireSendable(reason);
        if (user.isEmpty()) {
            throw new IllegalArgumentException("sessions without a user are nobody's");
        }
        CompletableFuture<Integer> total = CompletableFuture.completedFuture(0);
        for (int lane = 0; lane < house.lanes().size(); lane++) {
            int here = lane;
            CompletableFuture<Integer> closed =
                    calls.call(lane, LaneCalls.CALL_BYTES, answer -> new Sweep(here, user, reason).run(answer));
            total = total.thenCombine(closed, Integer::sum);
        }
        return total;
    }

    private <T> CompletableFuture<T> on(SessionId id, long bytes, BiConsumer<Session, CompletableFuture<T>> action) {
        int lane = Sessions.laneOf(id);
        if (lane >= house.lanes().size()) {
            return CompletableFuture.failedFuture(new CallRefused(CallRefused.Reason.UNKNOWN_SESSION));
        }
        return calls.call(lane, bytes, answer -> {
            Session session = house.sessionsOf(lane)
                    .find(id)
                    .filter(open -> !open.needsToken())
                    .orElseThrow(() -> new CallRefused(CallRefused.Reason.UNKNOWN_SESSION));
            try {
                action.accept(session, answer);
            } catch (Refusal refusal) {
                throw translated(refusal);
            }
        });
    }

    private static void onJoined(Optional<StreamPosition> position, CompletableFuture<StreamPosition> answer) {
        if (position.isPresent()) {
            answer.complete(position.get());
        } else {
            answer.completeExceptionally(new CallRefused(CallRefused.Reason.ROOM_FULL));
        }
    }

    private static RuntimeException translated(Refusal refusal) {
        return switch (refusal.code()) {
            case ALREADY_JOINED -> new CallRefused(CallRefused.Reason.ALREADY_JOINED);
            case NOT_A_MEMBER -> new CallRefused(CallRefused.Reason.NOT_A_MEMBER);
            case TOO_MANY_ROOMS -> new CallRefused(CallRefused.Reason.TOO_MANY_ROOMS);
            default -> refusal;
        };
    }

    private static void requireSendable(CloseReason reason) {
        if (!CloseCode.mayBeSent(reason.code())) {
            throw new IllegalArgumentException("no close frame may carry " + reason.code());
        }
        if (reason.text().getBytes(StandardCharsets.UTF_8).length > MOST_REASON_BYTES) {
            throw new IllegalArgumentException("a reason has at most " + MOST_REASON_BYTES + " bytes");
        }
    }

    /** Looks through the sessions of one lane. Confined to it. */
    private final class Sweep {
        private final int lane;
        private final String user;
        private final CloseReason reason;
        private int nextSlice;
        private int closed;

        Sweep(int lane, String user, CloseReason reason) {
            this.lane = lane;
            this.user = user;
            this.reason = reason;
        }

        void run(CompletableFuture<Integer> answer) {
            Sessions sessions = house.sessionsOf(lane);
            int looked = 0;
            while (looked < LOOKED_AT_ONCE && nextSlice < sessions.slices()) {
                looked += 1 + sessions.forEachOf(nextSlice++, this::closeIfTheirs);
            }
            if (nextSlice == sessions.slices()) {
                answer.complete(closed);
            } else {
                calls.callAgain(lane, answer, this::run);
            }
        }

        private void closeIfTheirs(Session session) {
            if (session.identity().user().equals(user)) {
                closed++;
                session.close(reason);
            }
        }
    }
}
