package dev.sluice.bench.micro;

import dev.sluice.auth.Identity;
import dev.sluice.broker.LocalBroker;
import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.fanout.FanOut;
import dev.sluice.fanout.PublicationEncoder;
import dev.sluice.fanout.Seat;
import dev.sluice.fanout.WireFormat;
import dev.sluice.lane.Departures;
import dev.sluice.lane.Lane;
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
import dev.sluice.room.RoomShardProxy;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The rooms and the fan-out of a whole gateway on lanes that are run by hand, wired as the real ones are; all in one thread. */
final class FakeRooms {
    /** Far more than any benchmark has its rooms remember. */
    private static final long HISTORY_BYTES = 1L << 30;

    private static final Entry NOBODY = new Entry(new SessionId(0, 0), Identity.ANONYMOUS, null);

    private final List<HandLane> lanes = new ArrayList<>();
    private final List<LaneMeters> meters = new ArrayList<>();
    private final List<RoomDirectory> directories = new ArrayList<>();

    /** Rooms that remember nothing. */
    FakeRooms(int laneCount) {
        this(laneCount, RoomRules.OPEN);
    }

    FakeRooms(int laneCount, RoomRules rules) {
        for (int index = 0; index < laneCount; index++) {
            lanes.add(new HandLane(index));
        }
        List<Lane> all = List.copyOf(lanes);
        List<FanOut> fanOuts = new ArrayList<>();
        List<Departures> deliveries = new ArrayList<>();
        List<RoomShard> shards = new ArrayList<>();
        for (Lane lane : all) {
            LaneMeters counters = new LaneMeters();
            meters.add(counters);
            Departures out = new Departures(lane, all, null);
            deliveries.add(out);
            DeflatingWriter never = new DeflatingWriter(Integer.MAX_VALUE, (plain, compressed) -> {});
            PublicationEncoder encoder = new PublicationEncoder(new JsonMessageCodec(), never);
            FanOut fanOut = new FanOut(lane, counters, encoder, ByteBufAllocator.DEFAULT, out, fanOuts);
            fanOuts.add(fanOut);
            shards.add(new RoomShard(
                    fanOut,
                    new LocalBroker(),
                    counters,
                    new Random(lane.index()),
                    new NamespaceBook(new Namespaces(rules)),
                    new MemoryShare(HISTORY_BYTES, lane::nowNanos)));
        }
        for (Lane lane : all) {
            Departures requests = new Departures(lane, all, deliveries::get);
            directories.add(new RoomDirectory(lane.index(), shards, fanOuts.get(lane.index()), requests));
        }
    }

    /** The shard of a room, as seen from a lane. */
    RoomShardProxy shardOf(RoomName room, int fromLane) {
        return directories.get(fromLane).shardOf(room);
    }

    /** Sits somebody down, behind a link of its own. */
    Seat join(RoomName room, int lane, WireFormat format) {
        Seat seat = new Seat(room, new FakeLink(format), lane);
        join(seat);
        return seat;
    }

    /** The same with a seat that is there. */
    void join(Seat seat) {
        shardOf(seat.room(), seat.lane()).join(seat, NOBODY, answer -> {});
    }

    /** Takes somebody out. */
    void leave(Seat seat) {
        shardOf(seat.room(), seat.lane()).leave(seat, NOBODY.session(), () -> {});
    }

    /** One turn of a lane. */
    void turn(int lane) {
        lanes.get(lane).turn();
    }

    /** As many turns of all lanes as a message needs to go from one to another and back. */
    void turns() {
        for (int round = 0; round < lanes.size(); round++) {
            lanes.forEach(HandLane::turn);
        }
    }

    /** A room that a lane owns. */
    RoomName roomOf(int owner) {
        for (int i = 0; ; i++) {
            Seat probe = join(new RoomName("room " + i), 0, WireFormat.RAW);
            turns();
            boolean found = MeterReading.of(List.of(meters.get(owner))).total(MeterName.ROOMS) > 0;
            leave(probe);
            turns();
            if (found) {
                return probe.room();
            }
        }
    }
}
