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

/** One delivery: what is published to a room, brought to each of its members behind a link without a socket, in whole turns. */
public class FanOutBenchmark extends LaneBenchmark {
    private static final int DELIVERIES = 80_000;
    private static final int PAYLOAD_BYTES = 64;
    private static final SessionId FROM = new SessionId(1, 1);
    private static final RoomName ROOM = new RoomName("lobby");

    /** Members of the room; the publisher is none of them. Times {@link #together} they divide eighty thousand. */
    @Param({"10", "1000", "10000"})
    public int members;

    /** Messages that one turn brings. */
    @Param({"1", "8"})
    public int together;

    /** What the members understand. */
    @Param({"RAW", "ENVELOPE"})
    public String format = "RAW";

    private final FakeRooms rooms = new FakeRooms(1);
    private final RoomShardProxy shard = rooms.shardOf(ROOM, 0);
    private ByteBuf payload = Unpooled.EMPTY_BUFFER;

    /** Fills the room. */
    @Setup
    public void fill() {
        payload = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(Frames.text("ascii", PAYLOAD_BYTES));
        for (int i = 0; i < members; i++) {
            rooms.join(ROOM, 0, WireFormat.valueOf(format));
        }
    }

    /** Gives it back. */
    @TearDown
    public void release() {
        payload.release();
    }

    /** As many turns as bring eighty thousand messages to members, of whom a larger room needs fewer. */
    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void deliver() {
        for (int delivered = 0; delivered < DELIVERIES; delivered += members * together) {
            for (int i = 0; i < together; i++) {
                shard.publish(ROOM, Message.borrowing(PayloadType.JSON, payload, FROM, null, 0));
            }
            rooms.turn(0);
        }
    }
}
