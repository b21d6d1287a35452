package dev.sluice.room;

import dev.sluice.message.SessionId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which members of a room are asked for.
 *
 * @param limit members at most, 0 to {@link #MOST_MEMBERS}; an answer also ends at {@link #MOST_BYTES}
 * @param after behind whom the list begins; it may have left
 */
public record PresenceRequest(int limit, Optional<SessionId> after) {
    /** Listed where nobody says otherwise: more than a page shows, a few kilobytes. */
    public static final int USUAL_MEMBERS = 100;

    /** With a short user and a short info for each, this is about as much as {@link #MOST_BYTES}. */
    public static final int MOST_MEMBERS = 1000;

    /** As much as the largest message that a client may send by default. */
    public static final int MOST_BYTES = 64 * 1024;

    /** Throws {@link IllegalArgumentException} for a limit that is out of bounds. */
    public PresenceRequest {
        if (limit < 0 || limit > MOST_MEMBERS) {
            throw new IllegalArgumentException("a limit is 0 to " + MOST_MEMBERS + ", not " + limit);
        }
    }

    /**
     * What a client asks for; more than may be listed becomes as many as may be.
     *
     * @param limit at least 0; empty: {@link #USUAL_MEMBERS}
     */
    public static PresenceRequest of(OptionalInt limit, Optional<SessionId> after) {
        return new PresenceRequest(Math.min(limit.orElse(USUAL_MEMBERS), MOST_MEMBERS), after);
    }
}
