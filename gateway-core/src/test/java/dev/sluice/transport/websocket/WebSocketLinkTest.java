package dev.sluice.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fanout.Tally;
import dev.sluice.fanout.Waiter;
import dev.sluice.fanout.WireFormat;
import dev.sluice.limit.Limits;
import dev.sluice.metric.Label;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.metric.MeterReading;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.deflate.LaneDeflate;
import dev.sluice.protocol.websocket.FrameHeader;
import dev.sluice.protocol.websocket.FrameParser;
import dev.sluice.protocol.websocket.FrameSink;
import dev.sluice.protocol.websocket.FrameWriter;
import dev.sluice.protocol.websocket.Opcode;
import dev.sluice.session.CloseReason;
import dev.sluice.session.Liveness;
import dev.sluice.session.Sessions;
import dev.sluice.testing.CountedBuffers;
import dev.sluice.testing.ManualLane;
import dev.sluice.testing.ManualLanes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes out, and in which order, while rooms hold something back for a client that is behind. */
class WebSocketLinkTest {
    /** More than may wait in a channel before it says that it is full. */
    private static final int LARGE = 100 * 1024;

    private static final int WAITING_BYTES = 5000;

    private final CountedBuffers buffers = new CountedBuffers();
    private final ManualLanes lanes = new ManualLanes(1);
    private final ManualLane lane = lanes.lane(0);
    private final LaneMeters meters = new LaneMeters();
    private final LaneTransport transport = new LaneTransport(
            lane,
            meters,
            Limits.builder().pendingBytes(2 * LARGE).build(),
            Liveness.defaults(),
            new Sessions(lane, meters, Limits.defaults(), Liveness.defaults(), new Random(0)),
            new LaneDeflate(Compression.OFF, buffers.allocator(), LARGE, (plain, compressed) -> {}));
    private final WebSocketFrameEncoder encoder = new WebSocketFrameEncoder(transport.turn(), null);
    private final WebSocketLink link =
            new WebSocketLink(encoder, transport, WireFormat.RAW, InetAddress.getLoopbackAddress());
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Room room = new Room();

    @BeforeEach
    void open() {
        channel.config().setAllocator(buffers.allocator());
        WebSocketSessionHandler handler = new WebSocketSessionHandler(transport, link, encoder, null);
        channel.pipeline().addLast(handler);
        lane.turn(() -> handler.open(session -> (kind, payload) -> {}, null));
    }

    @AfterEach
    void nothing_is_kept() {
        lane.turn(channel::close);
        lane.turn(lane.memory().outbound()::tick);
        assertThat(buffers.unreleasedBytes()).isZero();
    }

    @Test
    void a_ping_overtakes_what_is_held_back() {
        lane.turn(() -> {
            assertThat(link.isBehind()).isFalse();
            link.deliver(frame(LARGE), new Tally(0, 1));
            assertThat(link.isBehind()).isTrue();
            link.addWaiter(room);
            link.ping(1);
            assertThat(link.pendingBytes()).isGreaterThan(LARGE + WAITING_BYTES);
        });
        assertThat(sent()).containsExactly("BINARY " + LARGE, "PING 8", "BINARY " + WAITING_BYTES);
        assertThat(link.pendingBytes()).isZero();
    }

    @Test
    void a_close_frame_overtakes_it_and_it_is_given_up() {
        lane.turn(() -> {
            link.deliver(frame(LARGE), new Tally(0, 1));
            link.addWaiter(room);
            link.close(CloseReason.NORMAL);
            assertThat(link.isBehind()).isFalse();
        });
        assertThat(sent()).containsExactly("BINARY " + LARGE, "CLOSE 2");
        assertThat(room.discarded).isTrue();
    }

    @Test
    void what_a_room_hands_over_cuts_nobody_off() {
        lane.turn(() -> {
            for (int i = 0; i < 4; i++) {
                link.deliverHeld(frame(LARGE), new Tally(0, 1));
            }
            assertThat(total(MeterName.SLOW_CONSUMERS)).isZero();
            link.deliver(frame(LARGE), new Tally(0, 1));
        });
        assertThat(total(MeterName.SLOW_CONSUMERS)).isEqualTo(1);
        assertThat(MeterReading.of(List.of(meters)).value(MeterName.MESSAGES_DROPPED, Label.Drop.SLOW_CONSUMER))
                .isEqualTo(1);
        assertThat(sent()).filteredOn(frame -> frame.startsWith("BINARY")).hasSize(4);
    }

    @Test
    void a_room_that_is_left_hands_over_nothing() {
        lane.turn(() -> {
            link.deliver(frame(LARGE), new Tally(0, 1));
            link.addWaiter(room);
            link.removeWaiter(room);
        });
        assertThat(sent()).containsExactly("BINARY " + LARGE);
    }

    @Test
    void a_lane_that_has_stood_still_looks_once_more_before_it_cuts_off_who_has_taken_nothing() {
        fallBehind();
        look(11);
        assertThat(sent()).isEmpty();
        look(1);
        assertThat(sent()).containsExactly("CLOSE 18");
    }

    @Test
    void a_lane_that_is_always_late_cuts_off_who_has_taken_nothing() {
        fallBehind();
        look(11);
        look(2);
        assertThat(sent()).containsExactly("CLOSE 18");
    }

    @Test
    void who_has_taken_nothing_for_ten_looks_in_time_is_cut_off() {
        fallBehind();
        for (int i = 0; i < 9; i++) {
            look(1);
        }
        assertThat(sent()).isEmpty();
        look(1);
        assertThat(sent()).containsExactly("CLOSE 18");
    }

    private void fallBehind() {
        StallWatch watch = new StallWatch(transport, link);
        lane.turn(() -> watch.onWritability(false));
    }

    private void look(int seconds) {
        lanes.pass(Duration.ofSeconds(seconds));
        lane.turn(() -> transport.stalls().expire(lane.nowNanos()));
    }

    private long total(MeterName meter) {
        return MeterReading.of(List.of(meters)).total(meter);
    }

    private ByteBuf frame(int payloadBytes) {
        ByteBuf frame = buffers.allocator().directBuffer();
        FrameWriter.write(frame, Opcode.BINARY, Unpooled.wrappedBuffer(new byte[payloadBytes]));
        return frame;
    }

    /** Opcodes and sizes of the frames that have gone out. */
    private List<String> sent() {
        List<String> frames = new ArrayList<>();
        FrameParser parser = new FrameParser(FrameParser.Role.FROM_SERVER);
        FrameSink sink = new FrameSink() {
            @Override
            public void onHeader(FrameHeader header) {
                frames.add(header.opcode() + " " + header.payloadLength());
            }

            @Override
            public void onPayload(ByteBuf payload, boolean endOfFrame) {
                // its size is known
            }
        };
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            parser.read(bytes, sink);
            bytes.release();
        }
        return frames;
    }

    /** A room that holds back one message. */
    private final class Room implements Waiter {
        private boolean discarded;

        @Override
        public boolean onCaughtUp() {
            link.deliverHeld(frame(WAITING_BYTES), new Tally(0, 1));
            return true;
        }

        @Override
        public void discard() {
            discarded = true;
        }

        @Override
        public long waitingBytes() {
            return WAITING_BYTES;
        }
    }
}
