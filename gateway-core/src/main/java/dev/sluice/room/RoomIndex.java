package dev.sluice.room;

import dev.sluice.message.RoomName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The rooms of a shard by name, so that a page of a list costs what the page holds. Made for the first list that somebody asks for,
 * some rooms at a time, and kept from then on: 40 bytes for each room, which nobody pays who never lists. Confined to the room's lane.
 */
final class RoomIndex {
    private final NavigableMap<String, Room> byName = new TreeMap<>();

    /** The rooms that were there when it was begun, and that have yet to be put in. */
    private final RoomName[] others;

    private int othersLeft;

    /** Begins with none of the rooms in it. */
    RoomIndex(Map<RoomName, Room> rooms) {
        others = rooms.keySet().toArray(new RoomName[0]);
        othersLeft = others.length;
    }

    /** Puts some more of the rooms in that were there first; true when all are. */
    boolean complete(Map<RoomName, Room> rooms, int most) {
        int rest = Math.max(0, othersLeft - most);
        while (othersLeft > rest) {
            RoomName name = others[--othersLeft];
            Room room = rooms.get(name);
            if (room != null) {
                byName.put(name.text(), room);
            }
        }
        return othersLeft == 0;
    }

    void add(RoomName name, Room room) {
        byName.put(name.text(), room);
    }

    void remove(RoomName name) {
        byName.remove(name.text());
    }

    /** The first rooms behind this name that begin with the prefix, in the order of their names. */
    List<RoomStatus> page(String prefix, String after, int most) {
        List<RoomStatus> page = new ArrayList<>();
        boolean fromPrefix = prefix.compareTo(after) > 0;
        for (Map.Entry<String, Room> entry :
                byName.tailMap(fromPrefix ? prefix : after, fromPrefix).entrySet()) {
            if (page.size() == most || !entry.getKey().startsWith(prefix)) {
                break;
            }
            Room room = entry.getValue();
            page.add(new RoomStatus(new RoomName(entry.getKey()), room.members(), room.position()));
        }
        return page;
    }
}
