package dev.sluice.session;

import dev.sluice.auth.Identity;
import dev.sluice.auth.Rejection;
import dev.sluice.auth.Verdict;
import dev.sluice.lane.DeadlineQueue;
import dev.sluice.lane.DeadlineSet;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a session has shown of who it is, where that is asked for, and the end of it: a warning, and then a close with 4001, unless another
 * token has come. Confined to the session's lane.
 */
final class Credential {
    /** A client that shows so many bad tokens in a row has no good one. */
    private static final int MOST_BAD_TOKENS = 10;

    /** Time for a client to fetch another token; of a token that does not last long, a quarter of its time. */
    private static final long MOST_WARNING_NANOS = Duration.ofSeconds(60).toNanos();

    private static final int WARNING_PART = 4;

    /** For ever: as far ahead as a lane's deadline may lie. */
    private static final Duration CENTURY = Duration.ofDays(36_500);

    private final Session session;
    private final TokenDesk desk;

    /** Null until a token has been accepted. */
    private Verdict.@Nullable Accepted accepted;

    /** Null unless that ends. */
    private DeadlineSet.@Nullable Deadline end;

    /** Null unless a token is being looked at. */
    private @Nullable Look look;

    /** To run at the first token; null then and where nobody cares. */
    private @Nullable Runnable whenAccepted;

    private int badTokens;

    /** @param shown what has come with the request, or null */
    Credential(Session session, TokenDesk desk, Verdict.@Nullable Accepted shown) {
        this.session = session;
        this.desk = desk;
        this.accepted = shown;
    }

    Identity identity() {
        return accepted == null ? Identity.ANONYMOUS : accepted.identity();
    }

    OptionalLong expires() {
        return accepted == null ? OptionalLong.empty() : accepted.expires();
    }

    boolean isMissing() {
        return accepted == null;
    }

    /** Runs an action at the first token; at once if there is one. */
    void whenAccepted(Runnable action) {
        if (isMissing()) {
            whenAccepted = action;
        } else {
            action.run();
        }
    }

    /** Has a token looked at; the client is not read from meanwhile. False, and nothing happens, while another one is. */
    boolean show(String token, Consumer<Optional<Rejection>> answer) {
        if (look != null) {
            return false;
        }
        session.link().pauseReading();
        Look mine = new Look(answer);
        look = mine;
        desk.check(token, identity().user(), mine::finish);
        return true;
    }

    /** Runs an action when the client has taken too long. */
    DeadlineQueue.Deadline whenTooLate(Runnable action) {
        return desk.whenTooLate(action);
    }

    /** Counts that the client had to show a token, and did not. */
    void countMissing() {
        desk.countMissing();
    }

    /** Begins to watch for the end of the token, if it has one. */
    void watch() {
        forgetEnd();
        if (accepted == null || accepted.validFor().isEmpty()) {
            return;
        }
        Duration validFor = accepted.validFor().get();
        long left = Math.max(0, (validFor.compareTo(CENTURY) > 0 ? CENTURY : validFor).toNanos());
        long warning = Math.min(MOST_WARNING_NANOS, left / WARNING_PART);
        long endNanos = session.lane().nowNanos() + left;
        end = desk.at(endNanos - warning, () -> warn(endNanos));
    }

    /** The session is over. */
    void end() {
        forgetEnd();
        if (look != null) {
            look.deadline.cancel();
            look = null;
        }
    }

    private void warn(long endNanos) {
        end = desk.at(endNanos, () -> session.close(CloseReason.TOKEN_EXPIRED));
        long left = endNanos - session.lane().nowNanos();
        session.onExpiring(expires(), Duration.ofNanos(Math.max(0, left)));
    }

    private void accept(Verdict.Accepted next) {
        boolean first = isMissing();
        accepted = next;
        badTokens = 0;
        watch();
        if (first) {
            desk.onIdentified(session);
        }
        Runnable action = whenAccepted;
        whenAccepted = null;
        if (action != null) {
            action.run();
        }
    }

    private void forgetEnd() {
        if (end != null) {
            end.cancel();
            end = null;
        }
    }

    /** A token that is being looked at. */
    private final class Look {
        private final Consumer<Optional<Rejection>> answer;
        private final DeadlineQueue.Deadline deadline;

        Look(Consumer<Optional<Rejection>> answer) {
            this.answer = answer;
            this.deadline = desk.whenTooLate(() -> finish(Verdict.rejected(Rejection.UNAVAILABLE)));
        }

        void finish(Verdict verdict) {
            if (look != this) {
                return; // too late, or the session has ended
            }
            look = null;
            deadline.cancel();
            session.link().resumeReading();
            if (verdict instanceof Verdict.Accepted next) {
                if (isMissing() && !session.enter(next.identity())) {
                    return;
                }
                accept(next);
                answer.accept(Optional.empty());
            } else if (verdict instanceof Verdict.Rejected rejected) {
                answer.accept(Optional.of(rejected.reason()));
                if (!rejected.reason().isPassing() && ++badTokens == MOST_BAD_TOKENS) {
                    session.close(CloseReason.TOO_MANY_TOKENS);
                }
            }
        }
    }
}
