package dev.sluice.room;

import dev.sluice.lane.Lane;
import dev.sluice.message.RoomName;
import dev.sluice.namespace.NamespaceBook;
import dev.sluice.namespace.Namespaces;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.Map;

/**
 * Brings the namespaces that hold to the rooms of one shard, some in each turn, so that a reload holds nobody up. Confined to the lane.
 */
final class RulesRound implements Runnable {
    /** A few milliseconds. */
    private static final int ROOMS_A_TURN = 4096;

    private final Lane lane;
    private final Map<RoomName, Room> rooms;
    private final NamespaceBook book;
    private final Iterator<RoomName> names;

    RulesRound(Lane lane, Map<RoomName, Room> rooms, NamespaceBook book) {
        this.lane = lane;
        this.rooms = rooms;
        this.book = book;
        this.names = new ArrayList<>(rooms.keySet()).iterator();
    }

    @Override
    public void run() {
        Namespaces now = book.current(); // perhaps newer than when the round began
        for (int i = 0; i < ROOMS_A_TURN && names.hasNext(); i++) {
            RoomName name = names.next();
            Room room = rooms.get(name);
            if (room != null) {
                room.rules(now.rulesOf(name));
            }
        }
        if (names.hasNext()) {
            // Behind this turn, because a task that is given within a turn is run in it.
            lane.atEndOfTurn(Lane.TurnEnd.SETTLE, () -> lane.execute(this));
        }
    }
}
