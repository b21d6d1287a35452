package dev.sluice.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metric.LaneMeters;
import dev.sluice.protocol.websocket.Opcode;
import dev.sluice.testing.CountedBuffers;
import dev.sluice.testing.ManualLane;
import dev.sluice.testing.ManualLanes;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** What becomes of frames whose connection has gone. */
class WebSocketFrameEncoderTest {
    private final CountedBuffers buffers = new CountedBuffers();
    private final ManualLane lane = new ManualLanes(1).lane(0);
    private final WebSocketFrameEncoder encoder = new WebSocketFrameEncoder(new LaneTurn(lane, new LaneMeters()), null);
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @Test
    void an_answer_that_comes_behind_the_end_is_let_go() {
        channel.config().setAllocator(buffers.allocator());
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext ctx) {
                encoder.attach(ctx);
            }

            @Override
            public void handlerRemoved(ChannelHandlerContext ctx) {
                encoder.release();
            }
        });
        lane.turn(() -> encoder.writeFrame(Opcode.TEXT, Unpooled.wrappedBuffer(new byte[10])));
        channel.close();
        channel.releaseOutbound();

        lane.turn(() -> encoder.writeFrame(Opcode.TEXT, Unpooled.wrappedBuffer(new byte[10])));

        assertThat(buffers.unreleasedBytes()).isZero();
    }
}
