package dev.sluice.testing;

import dev.sluice.auth.Identity;
import dev.sluice.broker.Broker;
import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.fanout.FanOut;
import dev.sluice.fanout.PublicationEncoder;
import dev.sluice.fanout.Seat;
import dev.sluice.fanout.WireFormat;
import dev.sluice.lane.Departures;
import dev.sluice.lane.Lane;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.metric.MeterReading;
import dev.sluice.namespace.NamespaceBook;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.protocol.deflate.DeflatingWriter;
import dev.sluice.room.Entry;
import dev.sluice.room.MemoryShare;
import dev.sluice.room.RoomDirectory;
import dev.sluice.room.RoomShard;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Rooms and fan-out of a whole gateway on lanes that a test runs by hand, wired as the real ones are. */
public final class ManualRooms {
    /** Bytes from which the deflated formats compress. */
    public static final int COMPRESSION_THRESHOLD = 32;

    /** What a room keeps for members who are behind. */
    public static final int MOST_WAITING_BYTES = 4096;

    private final ManualLanes lanes;
    private final NamespaceBook namespaces;
    private final List<RoomShard> shards = new ArrayList<>();
    private final CountedBuffers buffers = new CountedBuffers();
    private final List<LaneMeters> meters = new ArrayList<>();
    private final List<FanOut> fanOuts = new ArrayList<>();
    private final List<RoomDirectory> directories = new ArrayList<>();
    private final List<RoomName> roomOfLane = new ArrayList<>();
    private final List<Taken> taken = new ArrayList<>();
    private int compressions;
    private long epochs;
    private long sessions;

    /** A publication as the room took it, by the name of the epoch. */
    public record Taken(RoomName room, String epoch, long offset, SessionId from, String payload) {}

    /** Nobody is in any room, all rooms are open, and none remembers anything. */
    public ManualRooms(int laneCount) {
        this(laneCount, Namespaces.OPEN);
    }

    /** Nobody is in any room. */
    public ManualRooms(int laneCount, Namespaces rules) {
        this(laneCount, rules, Long.MAX_VALUE);
    }

    /** The same with one set of rules for all rooms. */
    public ManualRooms(int laneCount, RoomRules rules, long historyBytes) {
        this(laneCount, new Namespaces(rules), historyBytes);
    }

    /** Nobody is in any room, and in all the same holds. */
    public ManualRooms(int laneCount, RoomRules rules) {
        this(laneCount, new Namespaces(rules));
    }

    /** Nobody is in any room; the rooms of one lane remember so many bytes at most. */
    public ManualRooms(int laneCount, Namespaces rules, long historyBytes) {
        this.namespaces = new NamespaceBook(rules);
        this.lanes = new ManualLanes(laneCount);
        List<Departures> deliveries = new ArrayList<>();
        for (Lane lane : lanes.all()) {
            LaneMeters counters = new LaneMeters();
            meters.add(counters);
            deliveries.add(new Departures(lane, lanes.all(), null));
            Departures out = deliveries.get(lane.index());
            DeflatingWriter deflating =
                    new DeflatingWriter(COMPRESSION_THRESHOLD, (plain, compressed) -> compressions++);
            PublicationEncoder encoder = new PublicationEncoder(new JsonMessageCodec(), deflating);
            fanOuts.add(new FanOut(lane, counters, encoder, buffers.allocator(), out, fanOuts));
            fanOuts.get(lane.index()).allowDrops(namespaces, MOST_WAITING_BYTES);
            Epochs names = new Epochs();
            shards.add(new RoomShard(
                    fanOuts.get(lane.index()),
                    broker(names),
                    counters,
                    names,
                    namespaces,
                    new MemoryShare(historyBytes, lane::nowNanos)));
            lane.every(RoomShard.TELLING_PERIOD, shards.get(lane.index())::tellArrivals);
        }
        for (Lane lane : lanes.all()) {
            Departures requests = new Departures(lane, lanes.all(), deliveries::get);
            directories.add(new RoomDirectory(lane.index(), shards, fanOuts.get(lane.index()), requests));
        }
        for (int owner = 0; owner < laneCount; owner++) {
            roomOfLane.add(findRoomOf(owner));
        }
        taken.clear();
    }

    /** The lanes, to run turns of. */
    public ManualLanes lanes() {
        return lanes;
    }

    /** Other namespaces hold from now on, and every lane has learnt of them. */
    public void namespaces(Namespaces next) {
        namespaces.replace(next);
        lanes.all().forEach(lane -> lane.execute(() -> shards.get(lane.index()).onNamespaces(lane)));
        lanes.settle();
    }

    /** The buffers of all batches. */
    public CountedBuffers buffers() {
        return buffers;
    }

    /** What one lane knows of rooms. */
    public RoomDirectory directory(int lane) {
        return directories.get(lane);
    }

    /** Every lane looks for what its rooms have remembered long enough. */
    public void sweep() {
        for (int lane = 0; lane < shards.size(); lane++) {
            lanes.lane(lane).turn(shards.get(lane)::sweep);
        }
    }

    /** The fan-out of one lane. */
    public FanOut fanOut(int lane) {
        return fanOuts.get(lane);
    }

    /** A room that this lane owns. */
    public RoomName roomOf(int lane) {
        return roomOfLane.get(lane);
    }

    /** All publications that rooms have taken, in their order. */
    public List<Taken> taken() {
        return taken;
    }

    /** How many messages have been compressed, however many members got them. */
    public int compressions() {
        return compressions;
    }

    /** A gauge or counter, summed over the lanes. */
    public long total(MeterName meter) {
        return reading().total(meter);
    }

    /** All lanes' counters. */
    public MeterReading reading() {
        return MeterReading.of(meters);
    }

    /** A client that is in no room yet. */
    public Client client(int lane, WireFormat format, RoomName room) {
        return new Client(lane, format, room);
    }

    private Broker broker(Epochs names) {
        return (publication, listener) -> {
            taken.add(taken(publication, names.last()));
            listener.onPublication(publication);
        };
    }

    private static Taken taken(Publication publication, String epoch) {
        Message message = publication.message();
        String payload = message.payload().toString(StandardCharsets.UTF_8);
        return new Taken(publication.room(), epoch, publication.offset(), message.from(), payload);
    }

    private RoomName findRoomOf(int owner) {
        for (int i = 0; i < 1000; i++) {
            Client probe = client(owner, WireFormat.RAW, new RoomName("room " + i));
            long[] before = {0};
            lanes.lane(owner).turn(() -> {
                probe.join();
                before[0] = MeterReading.of(List.of(meters.get(owner))).total(MeterName.ROOMS);
                probe.leave();
            });
            lanes.settle();
            if (before[0] == 1) {
                return probe.seat().room();
            }
        }
        throw new AssertionError("no name leads to lane " + owner);
    }

    /** The names of a shard's epochs: numbers that no other shard uses. */
    private final class Epochs implements RandomGenerator {
        private long last;

        @Override
        public long nextLong() {
            last = ++epochs;
            return last;
        }

        String last() {
            return Long.toString(last, Character.MAX_RADIX);
        }
    }

    /** One session's place in one room, as its conversation uses it. Its methods are called in turns of its lane. */
    public final class Client {
        private final int lane;
        private final SessionId id = new SessionId(++sessions, 0);
        private final RecordingOutlet outlet;
        private final Seat seat;

        Client(int lane, WireFormat format, RoomName room) {
            this.lane = lane;
            this.outlet = new RecordingOutlet(lanes.lane(lane), format);
            this.seat = new Seat(room, outlet, lane);
        }

        /** Its name as a publisher. */
        public SessionId id() {
            return id;
        }

        /** Its lane's index. */
        public int lane() {
            return lane;
        }

        /** What it gets. */
        public RecordingOutlet outlet() {
            return outlet;
        }

        /** What it has got. */
        public List<String> messages() {
            return outlet.messages();
        }

        /** Its place. */
        public Seat seat() {
            return seat;
        }

        /** Joins, asking for no answer. */
        public void join() {
            directory(lane).shardOf(seat.room()).join(seat, entry(), answer -> {});
        }

        /** As what it joins. */
        public Entry entry() {
            return new Entry(id, Identity.ANONYMOUS, null);
        }

        /** Leaves, after which any delivery is an error. */
        public void leave() {
            directory(lane).shardOf(seat.room()).leave(seat, id, () -> {});
            outlet.close();
        }

        /** Publishes as a raw room does: not back to the publisher. */
        public void publishRaw(String text) {
            publish(PayloadType.TEXT, text, seat);
        }

        /** Publishes as an envelope does: to the publisher too. */
        public void publishJson(String json) {
            publish(PayloadType.JSON, json, null);
        }

        /** The same as the latest word on something. */
        public void publishJson(String json, String collapseKey) {
            ByteBuf data = Unpooled.copiedBuffer(json, StandardCharsets.UTF_8);
            Message message = Message.borrowing(PayloadType.JSON, data, id, null, lanes.nowNanos());
            directory(lane).shardOf(seat.room()).publish(seat.room(), message.collapsing(collapseKey));
        }

        /** Publishes from a buffer that is overwritten right afterwards, as a read buffer is. */
        public void publish(PayloadType type, String payload, Seat except) {
            ByteBuf borrowed = Unpooled.copiedBuffer(payload, StandardCharsets.UTF_8);
            Message message = Message.borrowing(type, borrowed, id, except, lanes.nowNanos());
            directory(lane).shardOf(seat.room()).publish(seat.room(), message);
            borrowed.setZero(0, borrowed.capacity());
        }
    }
}
