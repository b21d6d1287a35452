package dev.sluice.bench.micro;

import dev.sluice.fanout.Seat;
import dev.sluice.fanout.WireFormat;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** One message to one of many rooms of ten members: found by its name, brought to nine, the publisher left out. */
public class RoomsBenchmark extends LaneBenchmark {
    private static final int MEMBERS = 10;
    private static final int MESSAGES = 8192;
    private static final int TOGETHER = 64;
    private static final int PAYLOAD_BYTES = 64;
    private static final SessionId FROM = new SessionId(1, 1);

    /** How many rooms. */
    @Param({"10", "100", "1000", "10000", "100000"})
    public int count;

    private final FakeRooms rooms = new FakeRooms(1);
    private final List<Seat> publishers = new ArrayList<>();
    private ByteBuf payload = Unpooled.EMPTY_BUFFER;
    private int next;

    /** Fills the rooms, and shuffles those who will publish. */
    @Setup
    public void fill() {
        payload = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(Frames.text("ascii", PAYLOAD_BYTES));
        for (int room = 0; room < count; room++) {
            RoomName name = new RoomName("room " + room);
            publishers.add(rooms.join(name, 0, WireFormat.RAW));
            for (int member = 1; member < MEMBERS; member++) {
                rooms.join(name, 0, WireFormat.RAW);
            }
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = count - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            publishers.set(i, publishers.set(other, publishers.get(i)));
        }
    }

    /** Gives it back. */
    @TearDown
    public void release() {
        payload.release();
    }

    /** Sixty-four messages a turn, each from the next publisher. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void publish() {
        for (int sent = 0; sent < MESSAGES; sent += TOGETHER) {
            for (int i = 0; i < TOGETHER; i++) {
                Seat seat = publishers.get(next);
                next = (next + 1) % count;
                rooms.shardOf(seat.room(), 0)
                        .publish(seat.room(), Message.borrowing(PayloadType.TEXT, payload, FROM, seat, 0));
            }
            rooms.turn(0);
        }
    }
}
