package dev.sluice.transport.websocket;

import dev.sluice.limit.ByteBudget;
import dev.sluice.metric.Label;
import dev.sluice.protocol.handshake.RequestHeadScanner;
import dev.sluice.protocol.handshake.RequestHeadScanner.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Stands before Netty's HTTP codec and gives it one request head after another, each byte of which has been checked; requests here
 * have no bodies. A breach goes down the pipeline as a refusal, behind the requests before it, and nothing after it. So the codec never
 * sees what lies behind an upgrade request: that waits here until the frame handlers are in place, and this handler out of it.
 * Confined to the connection's lane.
 */
final class RequestHeadGuard extends ChannelInboundHandlerAdapter {
    private final RequestHeadScanner scanner = new RequestHeadScanner();

    /** Null unless a request has been found good and waits for its answer. */
    private @Nullable HeldBytes held;

    /** Keeps what comes behind this request until it is out of the pipeline. */
    void hold(ByteBudget memory) {
        held = new HeldBytes(memory);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        while (bytes.isReadable()) {
            if (held != null) {
                keep(ctx, bytes, held);
                return;
            }
            int start = bytes.readerIndex();
            Progress progress = scanner.read(bytes);
            int end = bytes.readerIndex();
            bytes.readerIndex(start);
            if (progress == Progress.REFUSED) {
                bytes.release();
                ctx.fireChannelRead(scanner.refusal());
                return;
            }
            if (end == bytes.writerIndex()) {
                ctx.fireChannelRead(bytes);
                return;
            }
            ctx.fireChannelRead(bytes.readRetainedSlice(end - start));
            if (ctx.isRemoved()) {
                ctx.fireChannelRead(bytes); // to what has taken the codec's place
                return;
            }
        }
        bytes.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (held != null) {
            held.release();
        }
        ctx.fireChannelInactive();
    }

    /** The frame handlers are in place, or the connection has ended. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (held != null && ctx.channel().isActive()) {
            held.handOn(ctx::fireChannelRead);
        } else if (held != null) {
            held.release();
        }
    }

    private static void keep(ChannelHandlerContext ctx, ByteBuf bytes, HeldBytes held) {
        if (!held.add(bytes)) {
            ctx.fireUserEventTriggered(new HandshakeOver(Label.Handshake.UNAVAILABLE));
            LaneTransport.cut(ctx.channel());
        }
    }
}
