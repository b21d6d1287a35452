package dev.sluice.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lane.OutboundBuffers;
import dev.sluice.metric.LaneMeters;
import dev.sluice.testing.ManualLane;
import dev.sluice.testing.ManualLanes;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** What clients leave unread behind TLS, counted at each flush and each tick. */
class TlsBacklogTest {
    private final ManualLane lane = new ManualLanes(1).lane(0);
    private final OutboundBuffers outbound = lane.memory().outbound();
    private final TlsBacklog backlog = new TlsBacklog(outbound);
    private final WebSocketFrameEncoder encoder = new WebSocketFrameEncoder(new LaneTurn(lane, new LaneMeters()), null);
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter() {
        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            encoder.attach(ctx);
        }
    });

    @Test
    void a_client_that_falls_behind_again_and_again_between_two_ticks_is_looked_at_once() {
        for (int i = 0; i < 3; i++) {
            fallBehind();
            backlog.onFlush(encoder);
            assertThat(outbound.bytes()).isPositive();
            takeAll();
            backlog.onFlush(encoder);
            assertThat(outbound.bytes()).isZero();
        }
        fallBehind();
        backlog.onFlush(encoder);
        assertThat(backlog.clients()).isEqualTo(1);
        takeAll();
        backlog.tick();
        assertThat(backlog.clients()).isZero();
        assertThat(outbound.bytes()).isZero();
    }

    private void fallBehind() {
        channel.write(Unpooled.wrappedBuffer(new byte[100]));
    }

    private void takeAll() {
        channel.flush();
        channel.releaseOutbound();
    }
}
