package dev.sluice.bench.micro;

import dev.sluice.fanout.WireFormat;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.room.RoomShardProxy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One message to a room of one member, sixteen a turn, with the room on the publisher's lane or on another one. One thread runs both
 * lanes: so this is the work of a hop, without the wait for another processor and its cache.
 */
public class HopBenchmark extends LaneBenchmark {
    private static final int TOGETHER = 16;
    private static final int PAYLOAD_BYTES = 64;
    private static final SessionId FROM = new SessionId(1, 1);

    /** The lanes of the publisher, the room and the member. */
    @Param({"000", "011", "001", "010"})
    public String route = "000";

    private final FakeRooms rooms = new FakeRooms(2);
    private RoomName room = new RoomName("unknown");
    private RoomShardProxy shard = rooms.shardOf(room, 0);
    private ByteBuf payload = Unpooled.EMPTY_BUFFER;

    /** Finds a room on its lane, and sits the member down. */
    @Setup
    public void fill() {
        payload = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(Frames.text("ascii", PAYLOAD_BYTES));
        room = rooms.roomOf(lane(1));
        shard = rooms.shardOf(room, lane(0));
        rooms.join(room, lane(2), WireFormat.RAW);
        rooms.turns();
    }

    /** Gives it back. */
    @TearDown
    public void release() {
        payload.release();
    }

    /** From the publisher to the member. */
    @Benchmark
    @OperationsPerInvocation(TOGETHER)
    public void publish() {
        for (int i = 0; i < TOGETHER; i++) {
            shard.publish(room, Message.borrowing(PayloadType.TEXT, payload, FROM, null, 0));
        }
        rooms.turns();
    }

    private int lane(int step) {
        return route.charAt(step) - '0';
    }
}
