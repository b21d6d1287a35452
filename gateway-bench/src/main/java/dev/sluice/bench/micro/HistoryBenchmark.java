package dev.sluice.bench.micro;

import dev.sluice.fanout.WireFormat;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.namespace.HistoryRules;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SlowConsumerPolicy;
import dev.sluice.room.RoomShardProxy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** One message to a room of ten envelope members that remembers the last ones, or none, in turns that bring eight. */
public class HistoryBenchmark extends LaneBenchmark {
    private static final int MESSAGES = 8192;
    private static final int TOGETHER = 8;
    private static final int MEMBERS = 10;
    private static final int PAYLOAD_BYTES = 64;
    private static final SessionId FROM = new SessionId(1, 1);
    private static final RoomName ROOM = new RoomName("lobby");

    /** Messages that the room remembers. */
    @Param({"0", "100", "10000"})
    public int remembered;

    private ByteBuf payload = Unpooled.EMPTY_BUFFER;
    private FakeRooms rooms = new FakeRooms(1);
    private RoomShardProxy shard = rooms.shardOf(ROOM, 0);

    /** Fills the room. */
    @Setup
    public void fill() {
        payload = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(Frames.text("ascii", PAYLOAD_BYTES));
        HistoryRules history = new HistoryRules(remembered, 1 << 30, Duration.ofHours(1));
        rooms = new FakeRooms(1, new RoomRules(history, false, false, SlowConsumerPolicy.DISCONNECT));
        shard = rooms.shardOf(ROOM, 0);
        for (int i = 0; i < MEMBERS; i++) {
            rooms.join(ROOM, 0, WireFormat.ENVELOPE);
        }
    }

    /** Gives it back. */
    @TearDown
    public void release() {
        payload.release();
    }

    /** Eight messages a turn. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void publish() {
        for (int sent = 0; sent < MESSAGES; sent += TOGETHER) {
            for (int i = 0; i < TOGETHER; i++) {
                shard.publish(ROOM, Message.borrowing(PayloadType.JSON, payload, FROM, null, 0));
            }
            rooms.turn(0);
        }
    }
}
