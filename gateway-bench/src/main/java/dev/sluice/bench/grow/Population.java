package dev.sluice.bench.grow;

import dev.sluice.broker.LocalBroker;
import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.fanout.FanOut;
import dev.sluice.fanout.PublicationEncoder;
import dev.sluice.lane.Departures;
import dev.sluice.lane.Lane;
import dev.sluice.limit.Limits;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.metric.LaneMeters;
import dev.sluice.namespace.NamespaceBook;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.deflate.LaneDeflate;
import dev.sluice.room.MemoryShare;
import dev.sluice.room.RoomDirectory;
import dev.sluice.room.RoomShard;
import dev.sluice.session.Liveness;
import dev.sluice.session.RelayConversation;
import dev.sluice.session.Sessions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Members of raw rooms on one lane, all of them real but for their connections. Confined to its owner's thread. */
final class Population {
    private static final int PAYLOAD_BYTES = 64;

    private final HandLane lane = new HandLane();
    private final LaneMeters meters = new LaneMeters();
    private final RandomGenerator randomness = new SplittableRandom(1);
    private final Sessions sessions = new Sessions(lane, meters, Limits.defaults(), Liveness.defaults(), randomness);
    private final RoomDirectory directory;
    private final ByteBuf payload = Unpooled.directBuffer().writeZero(PAYLOAD_BYTES);
    private final SessionId publisher = SessionId.random(randomness);
    private final RoomName[] rooms;
    private final NowhereLink[] links;

    /** So many members, spread evenly over so many rooms, in all of which the same holds. */
    Population(int members, int roomCount, RoomRules rules) {
        directory = directory(rules);
        rooms = new RoomName[roomCount];
        for (int i = 0; i < roomCount; i++) {
            rooms[i] = new RoomName("room-" + i);
        }
        links = new NowhereLink[members];
        for (int i = 0; i < members; i++) {
            RoomName room = new RoomName("room-" + i % roomCount); // each request brings its own
            links[i] = new NowhereLink();
            sessions.open(links[i], session -> new RelayConversation(session, directory, room));
        }
    }

    /** A turn in which as many messages come, each for any room. */
    void turn(int messages) {
        lane.turn(() -> {
            for (int i = 0; i < messages; i++) {
                publish(rooms[randomness.nextInt(rooms.length)]);
            }
        });
    }

    /** Messages that all members together have got. */
    long delivered() {
        long sum = 0;
        for (NowhereLink link : links) {
            sum += link.delivered();
        }
        return sum;
    }

    /** Gives back what is not on the heap. */
    void end() {
        payload.release();
    }

    private void publish(RoomName room) {
        Message message = Message.borrowing(PayloadType.BINARY, payload, publisher, null, lane.nowNanos());
        directory.shardOf(room).publish(room, message);
    }

    private RoomDirectory directory(RoomRules rules) {
        List<Lane> lanes = List.of(lane);
        List<FanOut> fanOuts = new ArrayList<>();
        ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
        LaneDeflate deflate = new LaneDeflate(
                Compression.OFF, allocator, Limits.defaults().messageBytes(), (plain, compressed) -> {});
        PublicationEncoder encoder = new PublicationEncoder(new JsonMessageCodec(), deflate.writer());
        FanOut fanOut = new FanOut(lane, meters, encoder, allocator, new Departures(lane, lanes, null), fanOuts);
        fanOuts.add(fanOut);
        RoomShard shard = new RoomShard(
                fanOut,
                new LocalBroker(),
                meters,
                randomness,
                new NamespaceBook(new Namespaces(rules)),
                new MemoryShare(0, lane::nowNanos));
        return new RoomDirectory(0, List.of(shard), fanOut, new Departures(lane, lanes, null));
    }
}
