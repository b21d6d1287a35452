package dev.sluice.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;

/** One event loop and what its connections share. Confined to that loop, but for {@link #loop}. */
final class LoadThread {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final EventLoop loop;
    private final Recorder recorder = new Recorder();
    private final SplittableRandom random = new SplittableRandom();
    private final Stamp stamp = new Stamp();
    private final Bootstrap bootstrap;
    private final InetSocketAddress address;

    LoadThread(EventLoop loop, Class<? extends SocketChannel> channel, InetSocketAddress address) {
        this.loop = loop;
        this.address = address;
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(channel)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
    }

    EventLoop loop() {
        return loop;
    }

    Recorder recorder() {
        return recorder;
    }

    /** Where a stamp is read into. */
    Stamp stamp() {
        return stamp;
    }

    SplittableRandom random() {
        return random;
    }

    /** Opens a connection whose life the handler leads. */
    ChannelFuture connect(ChannelHandler pipeline) {
        return bootstrap.clone().handler(pipeline).connect(address);
    }
}
