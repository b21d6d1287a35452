package dev.sluice.fanout;

import dev.sluice.lane.Departures;
import dev.sluice.lane.Lane;
import dev.sluice.lane.Lane.TurnEnd;
import dev.sluice.lane.Pressure;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomEvent;
import dev.sluice.message.RoomName;
import dev.sluice.metric.Label;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.NamespaceBook;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings publications to members. Each lane has one: as the lane of rooms it sends publications to the lanes that have members; as
 * the lane of members it gathers what a turn brings and hands it to each member at the turn's end. Confined to its lane.
 */
public final class FanOut {
    /** A batch is delivered before the turn ends once it is this large: four of the largest default messages. */
    private static final int LARGEST_BATCH_BYTES = 256 * 1024;

    /** What a publication costs beside its payload while it is on its way to another lane. */
    private static final int ENVELOPE_BYTES = 128;

    private static final int FIRST_READ_TIMES = 16;

    private final Lane lane;
    private final LaneMeters meters;
    private final PublicationEncoder encoder;
    private final ByteBufAllocator allocator;
    private final Departures departures;
    private final List<FanOut> all;

    private final BatchMemory memory;
    private final Map<RoomName, LaneMembers> rooms = new HashMap<>();
    private List<LaneMembers> dirty = new ArrayList<>();
    private List<LaneMembers> delivering = new ArrayList<>();
    private final Runnable deliver = this::deliver;

    /** When this turn's publications were read. */
    private long[] readTimes = new long[FIRST_READ_TIMES];

    private int publications;

    /**
     * @param departures to the lanes of members
     * @param all the fan-outs of all lanes, by index; filled before the first use
     */
    public FanOut(
            Lane lane,
            LaneMeters meters,
            PublicationEncoder encoder,
            ByteBufAllocator allocator,
            Departures departures,
            List<FanOut> all) {
        this.lane = lane;
        this.meters = meters;
        this.encoder = encoder;
        this.allocator = allocator;
        this.departures = departures;
        this.all = all;
        this.memory = new BatchMemory(lane.memory().outbound());
    }

    /**
     * Lets rooms drop messages for members who are behind, where their rules say so; else every such member is closed. To be called
     * before there is a member.
     *
     * @param mostBytes that are kept of one room for members who are behind
     */
    public void allowDrops(NamespaceBook namespaces, int mostBytes) {
        memory.backlogs(new Backlogs(lane, meters, encoder, allocator, namespaces, mostBytes));
    }

    /**
     * Sends a publication of a room that this lane owns to all its members.
     *
     * @param membersByLane how many members each lane has
     */
    public void publish(Publication publication, int[] membersByLane) {
        Publication detached = null;
        for (int to = 0; to < membersByLane.length; to++) {
            if (membersByLane[to] == 0) {
                continue;
            }
            if (to == lane.index()) {
                onPublication(publication);
                continue;
            }
            Publication travelling = detached == null ? publication.detach() : detached;
            detached = travelling;
            FanOut there = all.get(to);
            int bytes = travelling.message().payload().readableBytes() + ENVELOPE_BYTES;
            departures.send(to, bytes, () -> there.onPublication(travelling));
        }
    }

    /**
     * Sends what a room that this lane owns tells of itself to all members who speak the envelope, in order with the publications.
     *
     * @param membersByLane how many members each lane has
     */
    public void tell(RoomEvent event, int[] membersByLane) {
        for (int to = 0; to < membersByLane.length; to++) {
            if (membersByLane[to] > 0) {
                FanOut there = all.get(to);
                inOrder(to, event.bytes(), () -> there.onEvent(event));
            }
        }
    }

    /** Runs a task on a lane of members, in order with the publications that are sent there. */
    public void inOrder(int toLane, Runnable task) {
        inOrder(toLane, 0, task);
    }

    /**
     * The same for a task that holds much.
     *
     * @param bytes that the task holds, for the bound on what is in flight
     */
    public void inOrder(int toLane, long bytes, Runnable task) {
        if (toLane == lane.index()) {
            task.run();
        } else {
            departures.send(toLane, bytes + ENVELOPE_BYTES, task);
        }
    }

    /** Brings one member, seated or not, messages of a room's past. Called on the member's lane. */
    public void replay(Seat seat, List<Publication> past) {
        if (!seat.isGivenUp() && !past.isEmpty()) {
            Replay.deliver(seat.outlet(), past, encoder, allocator, memory.outbound());
        }
    }

    /** What clients of this lane have not taken. */
    public Pressure readers() {
        return memory.outbound();
    }

    /** Whether what is published to so many members on each lane reaches none but this one. */
    public boolean staysHere(int[] membersByLane) {
        for (int to = 0; to < membersByLane.length; to++) {
            if (to != lane.index() && membersByLane[to] > 0) {
                return false;
            }
        }
        return true;
    }

    /** How many lanes there are. */
    public int lanes() {
        return all.size();
    }

    /** The fan-out of another lane. */
    public FanOut of(int laneIndex) {
        return all.get(laneIndex);
    }

    /** Whether other lanes are behind with what this one has sent. */
    public boolean isCongested() {
        return departures.isCongested();
    }

    /** Calls back, once, when they have caught up. */
    public void whenRelieved(Runnable action) {
        departures.whenRelieved(action);
    }

    /** Counts that a publisher of this lane has to wait. */
    public void countPause() {
        meters.increment(MeterName.READING_PAUSES, Label.Pause.OVERLOAD);
    }

    /** Seats a member: it gets every publication from the next one on. Called on the member's lane. */
    public void seat(Seat seat) {
        if (seat.isGivenUp()) {
            return; // left while the join was on its way
        }
        LaneMembers members = rooms.computeIfAbsent(seat.room(), name -> new LaneMembers(name, memory));
        seat.shareName(members.room());
        members.deliver();
        members.add(seat);
    }

    /** Takes a member out: it gets what the room has brought so far and nothing more. Called on the member's lane. */
    public void unseat(Seat seat) {
        if (seat.batch != null) {
            takeOut(seat);
        }
        seat.giveUp();
    }

    private void takeOut(Seat seat) {
        LaneMembers members = rooms.get(seat.room());
        if (members == null) {
            throw new IllegalStateException("a seat in a room that is not here");
        }
        try {
            members.deliver();
        } finally { // where memory runs out for another member, this one has left all the same
            members.remove(seat);
            if (members.isEmpty()) {
                rooms.remove(seat.room());
            }
        }
    }

    private void onPublication(Publication publication) {
        Seat own = ownSeat(publication);
        LaneMembers members = membersOf(publication, own);
        if (members == null) {
            return; // the last one here has left while the publication was on its way
        }
        meters.record(MeterName.FANOUT_RECIPIENTS, members.members() - (own == null ? 0 : 1));
        noteReadTime(publication.message().readNanos());
        if (members.append(publication, own, encoder, allocator)) {
            dirty.add(members);
        }
        if (members.bytes() > LARGEST_BATCH_BYTES) {
            members.deliver();
        }
    }

    private void onEvent(RoomEvent event) {
        LaneMembers members = rooms.get(event.room());
        if (members == null || !members.append(event, encoder, allocator)) {
            return;
        }
        if (publications == 0 && dirty.isEmpty()) {
            lane.atEndOfTurn(TurnEnd.DELIVER, deliver);
        }
        dirty.add(members);
    }

    /** Without a search where the publisher sits among them. */
    private @Nullable LaneMembers membersOf(Publication publication, @Nullable Seat own) {
        RoomBatch batch = own == null ? null : own.batch;
        return batch == null ? rooms.get(publication.room()) : batch.room();
    }

    private @Nullable Seat ownSeat(Publication publication) {
        Object token = publication.message().exceptSeat();
        return token instanceof Seat seat && seat.lane() == lane.index() && seat.batch != null ? seat : null;
    }

    private void noteReadTime(long readNanos) {
        if (publications == 0) {
            lane.atEndOfTurn(TurnEnd.DELIVER, deliver);
        }
        if (publications == readTimes.length) {
            readTimes = Arrays.copyOf(readTimes, publications * 2);
        }
        readTimes[publications++] = readNanos;
    }

    private void deliver() {
        List<LaneMembers> batch = dirty;
        dirty = delivering;
        delivering = batch;
        int count = publications;
        publications = 0;
        int last = batch.size() - 1;
        for (int i = 0; i < last; i++) {
            batch.get(i).deliver();
        }
        if (last >= 0) {
            batch.get(last).deliverLast();
        }
        batch.clear();
        long now = lane.nowNanos();
        for (int i = 0; i < count; i++) {
            meters.record(MeterName.FANOUT_LATENCY, now - readTimes[i]);
        }
    }
}
