package dev.sluice.fanout;

import dev.sluice.message.RoomName;
import dev.sluice.namespace.Namespace;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import org.jspecify.annotations.Nullable;

/**
 * One session's place in one room. Belongs to the session's lane; other lanes pass it on as an opaque token, to say whose own
 * message a publication is.
 */
public final class Seat {
    /** Its position once it has been given up. */
    private static final int GIVEN_UP = -1;

    private RoomName room;
    private final Outlet outlet;
    private final short lane;

    /** Written and read by the room's lane alone. */
    private boolean turnedAway;

    private boolean letIn;

    /** The room's, when it was last asked for. */
    private @Nullable Namespace namespace;

    /** Where it sits now, null while it is not (or no longer) seated. */
    @Nullable
    RoomBatch batch;

    /** Its position among the members of its batch, while it is seated. */
    int index;

    /** How many of its own messages are in this turn's batch. */
    Tally own = Tally.NONE;

    /**
     * @param lane the index of the session's lane
     */
    public Seat(RoomName room, Outlet outlet, int lane) {
        this.room = room;
        this.outlet = outlet;
        this.lane = (short) lane;
    }

    /** The room that it is a place in. */
    public RoomName room() {
        return room;
    }

    /** Takes the name that the other members have, so that a room has one and not each member. */
    void shareName(RoomName same) {
        room = same;
    }

    /** The index of the lane that it belongs to. */
    public int lane() {
        return lane;
    }

    /** The room's rules under these namespaces; its name is looked at only when they are others than last time. */
    public RoomRules rules(Namespaces now) {
        Namespace known = namespace;
        if (known == null || !known.isOneOf(now)) {
            known = now.namespaceOf(room);
            namespace = known;
        }
        return known.rules();
    }

    /** The room has a place for it; messages may come later. */
    public void letIn() {
        letIn = true;
    }

    /** Whether the room is known to have a place for it: it may be full, and only the room knows. */
    public boolean isLetIn() {
        return letIn;
    }

    /** The room has no place for it. Only on the room's lane. */
    public void turnAway() {
        turnedAway = true;
    }

    /** Whether the room had no place for it. Only on the room's lane. */
    public boolean isTurnedAway() {
        return turnedAway;
    }

    /** Whether the session has left the room, perhaps before the room had seated it. */
    boolean isGivenUp() {
        return index == GIVEN_UP;
    }

    void giveUp() {
        index = GIVEN_UP;
    }

    Outlet outlet() {
        return outlet;
    }
}
