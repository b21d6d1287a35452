package dev.sluice.session;

import dev.sluice.auth.TokenCheck;
import dev.sluice.auth.Verdict;
import dev.sluice.lane.DeadlineQueue;
import dev.sluice.lane.Lane;
import dev.sluice.limit.Limits;
import dev.sluice.limit.Quota;
import dev.sluice.limit.SharedLimits;
import dev.sluice.message.SessionId;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All sessions of one lane. Pings them and finds the dead by a sweep in slices: a tick pings the slice that is due, so every session is
 * pinged once an interval without a timer of its own, and looks after the one that was pinged a pong timeout ago. Confined to the lane.
 */
public final class Sessions {
    /** Bits of a session's place that name its slice; the others name its lane, so that 4,096 lanes can be told apart. */
    private static final int SLICE_BITS = 8;

    private static final int SLICE_MASK = (1 << SLICE_BITS) - 1;

    /** How late the end of a client's pause may be seen. */
    private static final Duration THROTTLE_PERIOD = Duration.ofMillis(250);

    private final Lane lane;
    private final LaneMeters meters;
    private final RandomGenerator randomness;
    private final Limits limits;
    private final DeadlineQueue throttled = new DeadlineQueue(THROTTLE_PERIOD);
    private final SweepPace pace;
    private final Duration pingInterval;
    private final Age age;
    private final List<List<Session>> slices = new ArrayList<>();

    /** What the clients of each slice had not taken when it was last measured. */
    private final long[] pendingBytes;

    private int nextSlice;
    private int open;

    /** Set once the gateway stops: what to call when the last session has gone. */
    private @Nullable Runnable stopped;

    /** Set once the gateway drains. */
    private @Nullable Drain drain;

    /** Null where no token is asked for. */
    private @Nullable TokenDesk desk;

    /** Null where users and addresses are free. */
    private @Nullable SharedLimits shared;

    /** Null where nobody wants to know. */
    private @Nullable SessionListener listener;

    /** No sessions yet; call {@link #sweep} every {@link #sweepPeriod}, never sooner. */
    public Sessions(Lane lane, LaneMeters meters, Limits limits, Liveness liveness, RandomGenerator randomness) {
        this.limits = limits;
        this.lane = lane;
        this.meters = meters;
        this.randomness = randomness;
        this.pace = new SweepPace(liveness, lane.nowNanos());
        this.pingInterval = liveness.pingInterval();
        this.age = new Age(limits.connectionAge(), pingInterval);
        this.pendingBytes = new long[pace.slices()];
        this.nextSlice = pace.slices() - 1; // which is pinged last: who comes first is not pinged at once
        for (int slice = 0; slice < pace.slices(); slice++) {
            slices.add(new ArrayList<>());
        }
    }

    /**
     * Sessions need a token from now on, before the first is opened.
     *
     * @param patience how long a client may take to show one
     */
    public void guard(TokenCheck check, Duration patience) {
        desk = new TokenDesk(lane, meters, check, patience);
    }

    /** Users and addresses have limits from now on, before the first session is opened. */
    public void share(SharedLimits limitsOfAll) {
        shared = limitsOfAll;
    }

    /** Has somebody told of the sessions, from before the first one on. */
    public void tell(SessionListener whom) {
        listener = whom;
        if (desk != null) {
            desk.tell(whom);
        }
    }

    /** Whether a user has as many sessions as he may, as far as can be told before the next one is opened. */
    public boolean isFull(String user) {
        return shared != null && shared.isFull(user);
    }

    /** Where tokens are looked at; empty where none is asked for. */
    public Optional<TokenDesk> desk() {
        return Optional.ofNullable(desk);
    }

    /** The time between two sweeps, such that every session is pinged once a ping interval. */
    public static Duration sweepPeriod(Liveness liveness) {
        return SweepPace.period(liveness);
    }

    /** Opens a session on a connection whose handshake has succeeded. */
    public Session open(Link link, ConversationFactory factory) {
        return open(link, factory, null);
    }

    /**
     * The same for a client that has shown a token.
     *
     * @param shown what the token says; null: it has shown none
     */
    public Session open(Link link, ConversationFactory factory, Verdict.@Nullable Accepted shown) {
        Session session = new Session(SessionId.random(randomness, placeOf(nextSlice)), lane, link);
        Credential credential = desk == null ? null : new Credential(session, desk, shown);
        if (credential != null) {
            session.credential(credential);
        }
        throttle(session);
        boolean opened = false;
        try {
            session.open(factory); // first, so that nothing is left behind if it fails
            opened = true;
        } finally {
            if (!opened) {
                session.end(CloseReason.INTERNAL);
            }
        }
        if (credential != null) {
            credential.watch();
        }
        add(session);
        open++;
        meters.add(MeterName.CONNECTIONS, 1);
        meters.increment(MeterName.CONNECTIONS_OPENED);
        if (listener != null && !session.needsToken()) {
            listener.opened(session);
        }
        if (stopped != null || drain != null) {
            session.close(CloseReason.RESTART);
        } else if (shown != null) {
            session.enter(shown.identity());
        }
        return session;
    }

    private void throttle(Session session) {
        if (shared == null && !Quota.isAskedFor(limits)) {
            return;
        }
        long now = lane.nowNanos();
        SharedLimits.Share share = shared == null ? null : shared.enter(session.remoteAddress(), now);
        session.throttle(new Throttle(session, new Quota(limits, share, now), throttled, meters));
    }

    /** The lane on which a session lives, as its name says. */
    public static int laneOf(SessionId id) {
        return id.place() >>> SLICE_BITS;
    }

    /** The session of this name, if it lives here. Only its slice is looked through: no session is kept by its name. */
    public Optional<Session> find(SessionId id) {
        for (int slice = id.place() & SLICE_MASK; slice < slices.size(); slice += SLICE_MASK + 1) {
            for (Session session : slices.get(slice)) {
                if (session.id().equals(id)) {
                    return Optional.of(session);
                }
            }
        }
        return Optional.empty();
    }

    /** Into how many parts the sessions are divided; a session stays in its own. */
    public int slices() {
        return slices.size();
    }

    /** Does something to each session of one part, which may end it; returns how many there were. */
    public int forEachOf(int slice, Consumer<Session> action) {
        List<Session> sessions = slices.get(slice);
        int count = sessions.size();
        // From the end, because the action may take the session out at once.
        for (int i = count - 1; i >= 0; i--) {
            action.accept(sessions.get(i));
        }
        return count;
    }

    private int placeOf(int slice) {
        return (lane.index() << SLICE_BITS | (slice & SLICE_MASK)) & ((1 << SessionId.PLACE_BITS) - 1);
    }

    /** The session's connection is gone. May be called again. */
    public void end(Session session, CloseReason reason) {
        if (session.hasEnded()) {
            return;
        }
        remove(session);
        meters.add(MeterName.CONNECTIONS, -1);
        open--;
        try {
            session.end(reason);
            if (listener != null && !session.needsToken()) {
                listener.closed(session, reason);
            }
        } finally {
            tellIfStopped();
        }
    }

    /**
     * Closes all sessions, those to come too, because the gateway stops.
     *
     * @param gone called once when there is none left
     */
    public void stop(Runnable gone) {
        stopped = gone;
        tellIfStopped();
        for (List<Session> slice : slices) {
            new ArrayList<>(slice).forEach(session -> session.close(CloseReason.RESTART));
        }
    }

    private void tellIfStopped() {
        if (open == 0 && stopped != null) {
            stopped.run();
            stopped = () -> {}; // once is enough, whoever comes late and goes again
        }
    }

    /**
     * Tells the clients that the gateway is about to stop, and closes their sessions with 1012, one after the other; those that are opened
     * from now on at once.
     *
     * @param time until the last has to go; the same for all lanes, so that together they keep one pace however clients are spread
     */
    public void drain(Duration time) {
        List<Session> all = new ArrayList<>();
        slices.forEach(all::addAll);
        long nanosEach = time.toNanos() / Math.max(1, all.size());
        long first =
                nanosEach - randomness.nextLong(Math.max(1, nanosEach)); // lanes with few clients do not go in step
        drain = new Drain(all, nanosEach, lane.nowNanos() + first, randomness);
    }

    /** Ends pauses, waits for tokens, and tokens, that have lasted long enough, and lets go who has to. To be called regularly. */
    public void endPauses(long nowNanos) {
        throttled.expire(nowNanos);
        if (drain != null) {
            drain.tick(nowNanos);
        }
        if (desk != null) {
            desk.tick(nowNanos);
        }
    }

    /**
     * Closes every client that leaves more unread than its share of so many bytes, where all had an equal one: what is left then is no
     * more than those bytes.
     */
    public void closeHoarders(long bytesForAll) {
        long share = bytesForAll / Math.max(1, open);
        for (List<Session> slice : slices) {
            // From the end, because closing may take the session out at once.
            for (int i = slice.size() - 1; i >= 0; i--) {
                Link link = slice.get(i).link();
                if (link.pendingBytes() > share) {
                    link.closeSlow();
                }
            }
        }
    }

    /** One step: closes those who have not answered in time, and pings whose turn it is. */
    public void sweep(long nowNanos) {
        pace.tick(nowNanos, (slice, pingedNanos) -> closeOverdue(slices.get(slice), pingedNanos), slice -> {
            measurePending(slice); // first: the ping itself has not been sent when this returns
            ping(slices.get(slice), nowNanos);
        });
    }

    private void ping(List<Session> slice, long nowNanos) {
        for (int i = slice.size() - 1; i >= 0; i--) {
            Session session = slice.get(i);
            if (session.heartbeat().mayPing(session.link())) {
                session.heartbeat().onPing(nowNanos, session.link());
                session.link().ping(nowNanos);
            }
            grow(session);
        }
    }

    /** Another ping interval has passed; the last but one is for a client of the envelope to come back by itself. */
    private void grow(Session session) {
        int last = age.lastPing(session.id());
        int pings = ++session.heartbeat().pings;
        if (pings == last - 1) {
            session.onGoaway(pingInterval);
        } else if (pings == last) {
            session.close(CloseReason.OLD);
        }
    }

    /** Each slice is measured when it is pinged: a sum over all sessions at once would hold the lane up. */
    private void measurePending(int slice) {
        long bytes = 0;
        for (Session session : slices.get(slice)) {
            bytes += session.link().pendingBytes();
        }
        meters.add(MeterName.PENDING_BYTES, bytes - pendingBytes[slice]);
        pendingBytes[slice] = bytes;
    }

    private static void closeOverdue(List<Session> slice, long pingedNanos) {
        // From the end, because closing may take the session out at once.
        for (int i = slice.size() - 1; i >= 0; i--) {
            Session session = slice.get(i);
            if (session.heartbeat().isUnansweredSince(pingedNanos, session.link())) {
                closeOverdue(session);
            }
        }
    }

    /** A pong may lie in the socket of a client that is not read from; what is known of it is that it takes nothing. */
    private static void closeOverdue(Session session) {
        Link link = session.link();
        if (link.isReadingPaused() && link.pendingBytes() > 0) {
            link.closeSlow();
        } else {
            session.close(CloseReason.NO_PONG);
        }
    }

    private void add(Session session) {
        List<Session> slice = slices.get(nextSlice);
        session.heartbeat().slice = (short) nextSlice;
        session.heartbeat().index = slice.size();
        slice.add(session);
        nextSlice = (nextSlice + 1) % slices.size();
    }

    private void remove(Session session) {
        Heartbeat place = session.heartbeat();
        List<Session> slice = slices.get(place.slice);
        Session last = slice.remove(slice.size() - 1);
        if (last != session) {
            slice.set(place.index, last);
            last.heartbeat().index = place.index;
        }
    }
}
