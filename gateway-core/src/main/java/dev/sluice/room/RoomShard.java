package dev.sluice.room;

import dev.sluice.broker.Broker;
import dev.sluice.broker.BrokerListener;
import dev.sluice.fanout.FanOut;
import dev.sluice.message.Message;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.NamespaceBook;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All rooms that one lane owns. A room exists as long as it has a member. Confined to the lane; others use a proxy. */
public final class RoomShard {
    /** Half a millisecond of its lane. */
    private static final int INDEXED_AT_ONCE = 1024;

    private final Map<RoomName, Room> rooms = new HashMap<>();
    private final int lanes;
    private final FanOut fanOut;
    private final Broker broker;
    private final BrokerListener arrivals = this::onPublication;
    private final LaneMeters meters;
    private final RandomGenerator randomness;
    private final NamespaceBook namespaces;

    /** The room that was published to last: its publication comes back from the broker at once, as a rule. */
    private @Nullable RoomName lastName;

    private @Nullable Room lastRoom;

    /** Null until somebody lists rooms. */
    private @Nullable RoomIndex index;

    /**
     * @param lanes how many lanes may have members
     * @param fanOut of this lane
     * @param randomness for the names of epochs
     */
    public RoomShard(
            int lanes,
            FanOut fanOut,
            Broker broker,
            LaneMeters meters,
            RandomGenerator randomness,
            NamespaceBook namespaces) {
        this.lanes = lanes;
        this.fanOut = fanOut;
        this.broker = broker;
        this.meters = meters;
        this.randomness = randomness;
        this.namespaces = namespaces;
    }

    /** Takes a member in; it gets all publications behind the returned position. */
    @SuppressWarnings("UnusedVariable") // a room that knows nobody by name does not ask
    JoinAnswer onJoin(RoomName name, int memberLane, Entry entry) {
        Room room = rooms.get(name);
        if (room == null) {
            room = new Room(
                    Long.toUnsignedString(randomness.nextLong(), Character.MAX_RADIX),
                    lanes,
                    namespaces.current().rulesOf(name));
            rooms.put(name, room);
            if (index != null) {
                index.add(name, room);
            }
            meters.add(MeterName.ROOMS, 1);
        }
        room.enter(memberLane);
        meters.add(MeterName.MEMBERSHIPS, 1);
        return JoinAnswer.at(room.position());
    }

    /** Lets a member go. */
    @SuppressWarnings("UnusedVariable")
    void onLeave(RoomName name, int memberLane, SessionId session) {
        Room room = rooms.get(name);
        if (room == null) {
            throw new IllegalStateException("a member leaves a room that is not here");
        }
        room.exit(memberLane);
        meters.add(MeterName.MEMBERSHIPS, -1);
        if (room.isEmpty()) {
            forgetLast();
            rooms.remove(name);
            if (index != null) {
                index.remove(name);
            }
            meters.add(MeterName.ROOMS, -1);
        }
    }

    /** Takes a message and returns its offset; 0 if the room has no members, so that nobody can miss it. */
    long onPublish(RoomName name, Message message) {
        Room room = rooms.get(name);
        if (room == null) {
            return 0;
        }
        lastName = name;
        lastRoom = room;
        long offset = room.takeOffset();
        broker.publish(new Publication(name, offset, message), arrivals);
        return offset;
    }

    /** One room; empty if it is not there. */
    public Optional<RoomStatus> onDescribe(RoomName name) {
        Room room = rooms.get(name);
        return room == null ? Optional.empty() : Optional.of(new RoomStatus(name, room.members(), room.position()));
    }

    /** Makes {@link #onList} possible; false if it has to be called again, in a turn to come, because there is so much to do. */
    public boolean onPrepareList() {
        if (index == null) {
            index = new RoomIndex(rooms);
        }
        return index.complete(rooms, INDEXED_AT_ONCE);
    }

    /** The first rooms behind this name that begin with the prefix, in the order of their names. */
    public List<RoomStatus> onList(String prefix, String after, int most) {
        if (index == null) {
            throw new IllegalStateException("not prepared");
        }
        return index.page(prefix, after, most);
    }

    FanOut fanOut() {
        return fanOut;
    }

    @SuppressWarnings("ReferenceEquality") // the name that was published with, not one that reads the same
    private void onPublication(Publication publication) {
        RoomName name = publication.room();
        Room room = name == lastName ? lastRoom : rooms.get(name);
        if (room != null) {
            fanOut.publish(publication, room.membersByLane());
        }
    }

    private void forgetLast() {
        lastName = null;
        lastRoom = null;
    }
}
