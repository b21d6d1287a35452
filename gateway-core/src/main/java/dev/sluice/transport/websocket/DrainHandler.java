package dev.sluice.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;

/**
 * Drops what the peer still sends on a connection that has ended for us. A close with input unread would reset the connection, and
 * the peer might lose our last words; so some of it is read. A peer that sends more than honest ones have under way is not read from
 * any more, and cut a little later. Stands first in the pipeline; confined to the connection's lane.
 */
final class DrainHandler extends ChannelDuplexHandler {
    static final String NAME = "drain";

    /** What an honest peer has under way when it is told the end: as much as its and our socket buffers hold by default. */
    private static final int MOST_BYTES = 1024 * 1024;

    private final LaneTransport lane;
    private long dropped;
    private boolean stopped;

    DrainHandler(LaneTransport lane) {
        this.lane = lane;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        dropped += bytes.readableBytes();
        bytes.release();
        if (dropped > MOST_BYTES && !stopped) {
            stopped = true;
            ctx.channel().config().setAutoRead(false);
            lane.cutSoon(ctx.channel());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // nobody behind has read anything
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (!stopped) {
            ctx.read();
        }
    }
}
