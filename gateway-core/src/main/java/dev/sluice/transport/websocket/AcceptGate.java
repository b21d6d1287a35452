package dev.sluice.transport.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Leaves connections in the kernel's queue while as many are open as this process has files for: each one that ends lets another
 * one in. Without it the last file would go to a client, and then health, metrics and logs would fail, and the kernel would say so in
 * a loop. Stands in the listener's pipeline, before Netty's acceptor. Confined to the listener's lane.
 *
 * <p>Of those that the kernel has accepted already when the gate shuts, what is too many is closed.
 */
public final class AcceptGate extends ChannelDuplexHandler {
    private final int most;
    private int open;
    private boolean shut;

    /** One for all connections; null before the first. */
    private @Nullable ChannelFutureListener leave;

    /** Lets so many connections be open at a time. */
    public AcceptGate(int most) {
        this.most = most;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel connection = (Channel) message;
        if (open >= most) {
            connection.unsafe().closeForcibly();
            return;
        }
        open++;
        ChannelFutureListener listener = leave == null ? closed -> leave(ctx) : leave;
        leave = listener;
        connection.closeFuture().addListener(listener);
        if (open >= most) {
            shut = true;
            ctx.channel().config().setAutoRead(false);
        }
        ctx.fireChannelRead(message);
    }

    /** Whoever asks, Netty behind a pause of its own, too: nothing is accepted while the gate is shut. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (!shut) {
            ctx.read();
        }
    }

    /** Called on the lane of the connection. */
    private void leave(ChannelHandlerContext ctx) {
        if (ctx.executor().inEventLoop()) {
            onLeave(ctx);
        } else if (!ctx.executor().isShuttingDown()) {
            ctx.executor().execute(() -> onLeave(ctx));
        }
    }

    private void onLeave(ChannelHandlerContext ctx) {
        open--;
        if (shut) {
            shut = false;
            ctx.channel().config().setAutoRead(true);
            ctx.channel().read();
        }
    }
}
