package dev.sluice.testing;

import dev.sluice.namespace.HistoryRules;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SlowConsumerPolicy;

/** Rules of rooms that differ from the open ones in one thing each. */
public final class Rules {
    /** A room knows who is in it. */
    public static final RoomRules PRESENCE =
            new RoomRules(HistoryRules.NONE, true, false, SlowConsumerPolicy.DISCONNECT);

    /** The same, and tells its members who arrives and departs. */
    public static final RoomRules ARRIVALS =
            new RoomRules(HistoryRules.NONE, true, true, SlowConsumerPolicy.DISCONNECT);

    private Rules() {}
}
