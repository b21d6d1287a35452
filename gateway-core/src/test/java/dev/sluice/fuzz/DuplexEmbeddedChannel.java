package dev.sluice.fuzz;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** A socket in memory of which one half may be closed, as a connection is that has been refused. */
final class DuplexEmbeddedChannel extends EmbeddedChannel implements DuplexChannel {
    private static final SocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);

    private boolean outputShutdown;

    /** Not open yet: {@link #register} lets the handlers see it. */
    DuplexEmbeddedChannel(ByteBufAllocator allocator, ChannelHandler handler) {
        super(false, false, handler);
        config().setAllocator(allocator);
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return CLIENT;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        outputShutdown = true;
        return promise.setSuccess();
    }

    @Override
    public boolean isInputShutdown() {
        return false;
    }

    @Override
    public ChannelFuture shutdownInput() {
        throw new UnsupportedOperationException("nobody closes the input alone");
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return shutdownInput();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public ChannelFuture shutdown() {
        return close();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return close(promise);
    }
}
