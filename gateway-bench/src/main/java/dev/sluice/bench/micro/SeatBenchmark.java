package dev.sluice.bench.micro;

import dev.sluice.fanout.Seat;
import dev.sluice.fanout.WireFormat;
import dev.sluice.message.RoomName;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** One member out and another one in, in rooms of all sizes. */
public class SeatBenchmark extends LaneBenchmark {
    private static final RoomName ROOM = new RoomName("lobby");

    /** Members of the room. */
    @Param({"10", "1000", "100000", "1000000"})
    public int members;

    private final FakeRooms rooms = new FakeRooms(1);
    private final SplittableRandom random = new SplittableRandom(1);
    private final FakeLink link = new FakeLink(WireFormat.RAW);
    private Seat[] seats = {};

    /** Fills the room. */
    @Setup
    public void fill() {
        seats = new Seat[members];
        for (int i = 0; i < members; i++) {
            seats[i] = join();
        }
    }

    /** Any of them goes, another one comes. */
    @Benchmark
    public Seat leaveAndJoin() {
        int who = random.nextInt(members);
        rooms.leave(seats[who]);
        seats[who] = join();
        return seats[who];
    }

    private Seat join() {
        Seat seat = new Seat(ROOM, link, 0);
        rooms.join(seat);
        return seat;
    }
}
