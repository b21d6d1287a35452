package dev.sluice.room;

import dev.sluice.fanout.FanOut;
import dev.sluice.fanout.Seat;
import dev.sluice.lane.Departures;
import dev.sluice.lane.Pressure;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomName;
import dev.sluice.namespace.NamespaceBook;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import java.util.ArrayList;
import java.util.List;

/** Finds the owner of each room, for one lane. Confined to that lane. */
public final class RoomDirectory {
    private static final int GOLDEN_RATIO = 0x9E37_79B9;

    private final List<RoomShardProxy> proxies = new ArrayList<>();
    private final FanOut fanOut;
    private final Departures departures;
    private final NamespaceBook namespaces;

    /**
     * @param hereLane the lane that asks
     * @param shards of all lanes, by index
     * @param fanOut of the lane that asks
     * @param departures from the lane that asks to the lanes of rooms
     */
    public RoomDirectory(int hereLane, List<RoomShard> shards, FanOut fanOut, Departures departures) {
        this.fanOut = fanOut;
        this.departures = departures;
        this.namespaces = shards.get(0).namespaces(); // all have the same
        for (int owner = 0; owner < shards.size(); owner++) {
            proxies.add(new RoomShardProxy(hereLane, owner, shards.get(owner), fanOut, departures));
        }
    }

    /** The shard that owns a room. */
    public RoomShardProxy shardOf(RoomName room) {
        return proxies.get(ownerOf(room));
    }

    /** The lane that owns a room. Any thread. */
    public int ownerOf(RoomName room) {
        // Multiplied and folded, so that names which differ in the last letter only still spread.
        int hash = room.hashCode() * GOLDEN_RATIO;
        return Math.floorMod(hash ^ (hash >>> 16), proxies.size());
    }

    /** The namespaces that hold now. */
    public Namespaces namespaces() {
        return namespaces.current();
    }

    /** The rules of the room in which this seat is, or is to be. */
    public RoomRules rulesOf(Seat seat) {
        return seat.rules(namespaces.current());
    }

    /** Brings one member of this lane messages of a room's past, ahead of whatever the room brings it from now on. */
    public void replay(Seat seat, List<Publication> past) {
        fanOut.replay(seat, past);
    }

    /** What clients of this lane have not taken. */
    public Pressure readers() {
        return fanOut.readers();
    }

    /** Whether the other lanes are so far behind that publishers of this one should wait. */
    public boolean isCongested() {
        return departures.isCongested() || fanOut.isCongested();
    }

    /** Calls back, once, when they need not wait any more. */
    public void whenRelieved(Runnable action) {
        fanOut.countPause();
        if (departures.isCongested()) {
            departures.whenRelieved(action);
        } else {
            fanOut.whenRelieved(action);
        }
    }
}
