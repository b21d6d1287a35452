package dev.sluice.session;

import dev.sluice.auth.Rejection;
import dev.sluice.auth.TokenCheck;
import dev.sluice.auth.TokenLimits;
import dev.sluice.auth.Verdict;
import dev.sluice.lane.DeadlineQueue;
import dev.sluice.lane.DeadlineSet;
import dev.sluice.lane.Lane;
import dev.sluice.metric.Label;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the tokens of one lane's clients looked at, brings each verdict back to the lane, and keeps the deadlines of those who wait and of
 * those whose token ends. Confined to the lane.
 */
public final class TokenDesk {
    private final Lane lane;
    private final LaneMeters meters;
    private final TokenCheck check;
    private final DeadlineQueue waits;
    private final DeadlineSet ends = new DeadlineSet();

    /** Null where nobody wants to know. */
    private @Nullable SessionListener listener;

    /** @param patience how long a client may take to show a token, and an authenticator to look at it */
    TokenDesk(Lane lane, LaneMeters meters, TokenCheck check, Duration patience) {
        this.lane = lane;
        this.meters = meters;
        this.check = check;
        this.waits = new DeadlineQueue(patience);
    }

    /** The parameter of a request's query that may hold a token. */
    public Optional<String> queryParameter() {
        return check.queryParameter();
    }

    /**
     * Has a token looked at.
     *
     * @param user whose it has to be; empty: anybody's
     * @param answer called once, in a later task of the lane; never, if the authenticator never answers
     */
    public void check(String token, String user, Consumer<Verdict> answer) {
        Question question = new Question(user, answer);
        if (token.length() > TokenLimits.MOST_CHARACTERS) {
            question.answer(Verdict.rejected(Rejection.TOO_LARGE));
            return;
        }
        try {
            check.authenticator().check(token, question::answer);
        } catch (RuntimeException mayHoldTheToken) {
            question.answer(Verdict.rejected(Rejection.FAILED));
        }
    }

    /** Has somebody told of sessions that have shown a token. */
    void tell(SessionListener whom) {
        listener = whom;
    }

    /** A session has shown its first token. */
    void onIdentified(Session session) {
        if (listener != null) {
            listener.opened(session);
        }
    }

    /** Counts a client that had to show a token, and did not. */
    public void countMissing() {
        count(Label.Authentication.MISSING);
    }

    /** Runs an action when a client, or an authenticator, has taken too long. */
    DeadlineQueue.Deadline whenTooLate(Runnable action) {
        return waits.start(lane.nowNanos(), action);
    }

    /** Runs an action at a time of the lane's clock. */
    DeadlineSet.Deadline at(long nanos, Runnable action) {
        return ends.start(nanos, action);
    }

    /** Tokens that end, of sessions that are there. */
    int deadlines() {
        return ends.size();
    }

    /** Runs what is due. */
    void tick(long nowNanos) {
        waits.expire(nowNanos);
        ends.expire(nowNanos);
    }

    private void count(Label.Authentication result) {
        meters.increment(MeterName.AUTHENTICATIONS, result);
    }

    /** One token that is being looked at. */
    private final class Question {
        private final String user;
        private final Consumer<Verdict> asker;
        private boolean answered;

        Question(String user, Consumer<Verdict> asker) {
            this.user = user;
            this.asker = asker;
        }

        /** Any thread. */
        void answer(Verdict verdict) {
            lane.execute(() -> onAnswer(verdict));
        }

        private void onAnswer(Verdict verdict) {
            if (answered) {
                return;
            }
            answered = true;
            Verdict heeded = isOthers(verdict) ? Verdict.rejected(Rejection.OTHER_USER) : verdict;
            count(labelOf(heeded));
            asker.accept(heeded);
        }

        private boolean isOthers(Verdict verdict) {
            return !user.isEmpty()
                    && verdict instanceof Verdict.Accepted accepted
                    && !accepted.identity().user().equals(user);
        }
    }

    private static Label.Authentication labelOf(Verdict verdict) {
        return verdict instanceof Verdict.Rejected rejected
                ? labelOf(rejected.reason())
                : Label.Authentication.ACCEPTED;
    }

    private static Label.Authentication labelOf(Rejection reason) {
        return switch (reason) {
            case MALFORMED -> Label.Authentication.MALFORMED;
            case TOO_LARGE -> Label.Authentication.TOO_LARGE;
            case ALGORITHM -> Label.Authentication.ALGORITHM;
            case UNKNOWN_KEY -> Label.Authentication.UNKNOWN_KEY;
            case SIGNATURE -> Label.Authentication.SIGNATURE;
            case EXPIRED -> Label.Authentication.EXPIRED;
            case NOT_YET_VALID -> Label.Authentication.NOT_YET_VALID;
            case ISSUER -> Label.Authentication.ISSUER;
            case AUDIENCE -> Label.Authentication.AUDIENCE;
            case CLAIMS -> Label.Authentication.CLAIMS;
            case REFUSED -> Label.Authentication.REFUSED;
            case OTHER_USER -> Label.Authentication.OTHER_USER;
            case UNAVAILABLE -> Label.Authentication.UNAVAILABLE;
            case FAILED -> Label.Authentication.FAILED;
        };
    }
}
