package dev.sluice.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fanout.Seat;
import dev.sluice.fanout.WireFormat;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the benchmarks of rooms measure does happen: a message reaches its members, whichever lanes it crosses. */
class FakeRoomsTest {
    private static final SessionId FROM = new SessionId(1, 1);

    private final FakeRooms rooms = new FakeRooms(2);
    private final ByteBuf payload = Unpooled.copyInt(7);

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0, 1, 1", "0, 0, 1", "0, 1, 0"})
    void aMessageArrivesInTheTurnsOfOneCall(int publisherLane, int roomLane, int memberLane) {
        RoomName room = rooms.roomOf(roomLane);
        FakeLink link = new FakeLink(WireFormat.RAW);
        Seat seat = new Seat(room, link, memberLane);
        rooms.join(seat);
        rooms.turns();

        Message message = Message.borrowing(PayloadType.TEXT, payload, FROM, null, 0);
        rooms.shardOf(room, publisherLane).publish(room, message);
        rooms.turns();
        assertThat(link.messages()).isEqualTo(1);

        rooms.leave(seat);
        rooms.shardOf(room, publisherLane).publish(room, message);
        rooms.turns();
        assertThat(link.messages()).isEqualTo(1);
    }
}
