package dev.sluice.room;

import dev.sluice.broker.Broker;
import dev.sluice.broker.BrokerListener;
import dev.sluice.fanout.FanOut;
import dev.sluice.lane.Lane;
import dev.sluice.message.Message;
import dev.sluice.message.PresencePage;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.message.StreamPosition;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.NamespaceBook;
import dev.sluice.namespace.RoomRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All rooms that one lane owns. A room exists as long as it has a member, and one with a history as long as it remembers something.
 * Confined to the lane; others use a proxy.
 */
public final class RoomShard {
    /** The time between two {@link #tellArrivals}. */
    public static final Duration TELLING_PERIOD = PresenceDesk.PERIOD;

    /** Half a millisecond of its lane. */
    private static final int INDEXED_AT_ONCE = 1024;

    private final Map<RoomName, Room> rooms = new HashMap<>();
    private final FanOut fanOut;
    private final Broker broker;
    private final BrokerListener arrivals = this::onPublication;
    private final LaneMeters meters;
    private final RandomGenerator randomness;
    private final NamespaceBook namespaces;
    private final RoomMemories memories;
    private final PresenceDesk presence;

    /** The room that was published to last: its publication comes back from the broker at once, as a rule. */
    private @Nullable RoomName lastName;

    private @Nullable Room lastRoom;

    /** Null where nobody wants to know. */
    private @Nullable RoomListener listener;

    /** Null until somebody lists rooms. */
    private @Nullable RoomIndex index;

    /**
     * @param fanOut of this lane
     * @param randomness for the names of epochs
     * @param share what the rooms may remember
     */
    public RoomShard(
            FanOut fanOut,
            Broker broker,
            LaneMeters meters,
            RandomGenerator randomness,
            NamespaceBook namespaces,
            MemoryShare share) {
        this.fanOut = fanOut;
        this.broker = broker;
        this.meters = meters;
        this.randomness = randomness;
        this.namespaces = namespaces;
        this.memories = new RoomMemories(share, meters, this::remove);
        this.presence = new PresenceDesk(fanOut, meters);
    }

    /** Has somebody told which rooms have members, from before the first one on. */
    public void tell(RoomListener whom) {
        listener = whom;
    }

    /** Takes a member in, if there is a place; it gets all publications behind the returned position. */
    JoinAnswer onJoin(RoomName name, int memberLane, Entry entry) {
        Room present = rooms.get(name);
        Room room = present == null ? open(name, namespaces.current().rulesOf(name)) : present;
        if (room.isFull()) {
            return JoinAnswer.FULL;
        }
        if (room.isEmpty()) {
            meters.add(MeterName.ROOMS, 1);
            if (listener != null) {
                listener.occupied(name, room.position());
            }
        }
        room.enter(memberLane);
        presence.onEnter(name, room, entry);
        meters.add(MeterName.MEMBERSHIPS, 1);
        Since since = entry.since();
        return since == null ? JoinAnswer.at(room.position()) : memories.missed(name, room, since);
    }

    /** The next page for a member that has joined and is not seated yet. */
    JoinAnswer onRecover(RoomName name, Since since) {
        Room room = rooms.get(name);
        if (room == null) {
            throw new IllegalStateException("a member recovers in a room that is not here");
        }
        return memories.missedFurther(name, room, since);
    }

    /** Other namespaces hold: every room goes on under its new rules, and nobody has to leave. */
    public void onNamespaces(Lane lane) {
        new RulesRound(lane, rooms, namespaces).run();
    }

    /** Lets a member go. */
    void onLeave(RoomName name, int memberLane, SessionId session) {
        Room room = rooms.get(name);
        if (room == null) {
            throw new IllegalStateException("a member leaves a room that is not here");
        }
        room.exit(memberLane);
        presence.onExit(name, room, session);
        meters.add(MeterName.MEMBERSHIPS, -1);
        if (room.isEmpty()) {
            meters.add(MeterName.ROOMS, -1);
            if (listener != null) {
                listener.vacated(name, room.position());
            }
            if (!memories.outlives(name, room)) {
                remove(name);
            }
        }
    }

    /** Takes a message and returns its offset; 0 if the room has no members and no history, so that nobody can miss it. */
    long onPublish(RoomName name, Message message) {
        Room room = rooms.get(name);
        if (room == null) {
            room = openToRemember(name);
            if (room == null) {
                return 0;
            }
        }
        lastName = name;
        lastRoom = room;
        long offset = room.takeOffset();
        broker.publish(new Publication(name, offset, message), arrivals);
        return offset;
    }

    NamespaceBook namespaces() {
        return namespaces;
    }

    /** The same for a message with a key: one that the room has taken lately is not taken again. */
    PublishAnswer onPublish(RoomName name, Message message, PublishKey key) {
        Room before = rooms.get(name);
        long known = before == null ? 0 : memories.offsetOf(before, key);
        if (known > 0) {
            meters.increment(MeterName.PUBLISH_DUPLICATES);
            return new PublishAnswer(known, true);
        }
        long offset = onPublish(name, message);
        Room room = rooms.get(name);
        if (room != null) {
            memories.noteKey(name, room, key, offset);
        }
        return new PublishAnswer(offset, false);
    }

    /** What a room remembers; of a room that is not there, nothing. */
    HistoryPage onHistory(RoomName name, HistoryQuery query) {
        Room room = rooms.get(name);
        if (room != null) {
            return memories.page(name, room, query);
        }
        return new HistoryPage(new StreamPosition("", 0), query.since().isEmpty(), List.of(), false);
    }

    /** Has a room forget its messages; false if there were none. */
    boolean onPurge(RoomName name) {
        Room room = rooms.get(name);
        return room != null && memories.purge(room);
    }

    /** Looks for what rooms have remembered long enough. To be called regularly, on the lane. */
    public void sweep() {
        memories.sweep();
    }

    /** Who is in a room; empty where it does not know, or is not here. */
    Optional<PresencePage> onPresence(RoomName name, PresenceRequest request) {
        Room room = rooms.get(name);
        return room == null ? Optional.empty() : presence.page(room, request);
    }

    /** Tells members who has arrived and departed, where that is due. To be called every {@link #TELLING_PERIOD}, on the lane. */
    public void tellArrivals() {
        presence.tick();
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
        if (room == null) {
            return;
        }
        Publication sent = publication;
        if (room.rules().history().isOn()) {
            sent = fanOut.staysHere(room.membersByLane()) ? publication : publication.detach(); // one copy for both
            memories.remember(room, sent);
        }
        fanOut.publish(sent, room.membersByLane());
    }

    private Room open(RoomName name, RoomRules rules) {
        String epoch = Long.toUnsignedString(randomness.nextLong(), Character.MAX_RADIX);
        Room room = new Room(epoch, fanOut.lanes(), rules);
        rooms.put(name, room);
        if (index != null) {
            index.add(name, room);
        }
        return room;
    }

    /** A room without members, if it would remember a message. */
    private @Nullable Room openToRemember(RoomName name) {
        RoomRules rules = namespaces.current().rulesOf(name);
        if (!rules.history().isOn()) {
            return null;
        }
        Room room = open(name, rules);
        memories.outlives(name, room);
        return room;
    }

    private void remove(RoomName name) {
        lastName = null;
        lastRoom = null;
        rooms.remove(name);
        if (index != null) {
            index.remove(name);
        }
    }
}
