package dev.sluice.command;

import dev.sluice.auth.Identity;
import dev.sluice.fanout.Outlet;
import dev.sluice.fanout.Seat;
import dev.sluice.message.ServerMessage;
import dev.sluice.message.SessionId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One session as the commands see it: who it is, where it sits, how it is answered. Confined to the session's lane. */
public final class Member {
    private final SessionId id;
    private final Supplier<Identity> identity;
    private final int lane;
    private final Outlet outlet;
    private final Consumer<ServerMessage> replies;
    private final Map<String, Seat> seats = new HashMap<>();

    /** Null until the first one. */
    private @Nullable PastRequests pastRequests;

    /**
     * @param identity who it is now: a new token may say otherwise
     * @param lane the index of the session's lane
     * @param outlet where messages of rooms go
     * @param replies where answers go
     */
    public Member(SessionId id, Supplier<Identity> identity, int lane, Outlet outlet, Consumer<ServerMessage> replies) {
        this.id = id;
        this.identity = identity;
        this.lane = lane;
        this.outlet = outlet;
        this.replies = replies;
    }

    SessionId id() {
        return id;
    }

    Identity identity() {
        return identity.get();
    }

    int lane() {
        return lane;
    }

    Outlet outlet() {
        return outlet;
    }

    Map<String, Seat> seats() {
        return seats;
    }

    /** Whether it has neither left the room since it took this seat, nor been turned away: what it asked for meanwhile may come late. */
    boolean isStillIn(Seat seat) {
        return seats.get(seat.room().text()) == seat;
    }

    @Nullable
    PastRequests pastRequests() {
        return pastRequests;
    }

    void pastRequests(PastRequests begun) {
        pastRequests = begun;
    }

    void reply(ServerMessage message) {
        replies.accept(message);
    }
}
