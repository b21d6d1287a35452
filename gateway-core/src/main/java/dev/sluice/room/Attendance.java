package dev.sluice.room;

import org.jspecify.annotations.Nullable;

/** What a room knows of its members by name, where it does. Confined to the room's lane. */
final class Attendance {
    private final Roster roster = new Roster();

    /** Null where members are not told of each other. */
    private final @Nullable Movements movements;

    /** @param arrivals whether members are told of who arrives and departs */
    Attendance(boolean arrivals) {
        movements = arrivals ? new Movements() : null;
    }

    Roster roster() {
        return roster;
    }

    @Nullable
    Movements movements() {
        return movements;
    }
}
