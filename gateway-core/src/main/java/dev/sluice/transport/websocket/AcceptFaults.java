package dev.sluice.transport.websocket;

import dev.sluice.log.LaneEvent;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Reports that connections can not be taken, most often because file descriptors have run out; the kernel says so as often as it is
 * asked. Stands at the end of the listener's pipeline, behind Netty's pause. Confined to the listener's lane.
 */
public final class AcceptFaults extends ChannelInboundHandlerAdapter {
    private final LaneTransport lane;

    /** On the lane of the listener. */
    public AcceptFaults(LaneTransport lane) {
        this.lane = lane;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lane.event(LaneEvent.ACCEPT_FAILURE)
                .setCause(cause)
                .log("No connection can be taken, those that are open go on");
    }
}
