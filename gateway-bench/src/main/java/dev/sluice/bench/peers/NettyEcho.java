package dev.sluice.bench.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An echo on any path of loopback, made of Netty's own WebSocket handlers: as their defaults have them, but for the size of a message
 * and with compression; or {@code careful}, with the options that make it keep closer to the standard.
 */
public final class NettyEcho {
    private static final int MESSAGE_BYTES = 16 * 1024 * 1024;
    private static final int REQUEST_BYTES = 64 * 1024;

    private NettyEcho() {}

    /**
     * Runs until the process is ended.
     *
     * @param arguments the port, and perhaps {@code careful}
     */
    public static void main(String[] arguments) throws InterruptedException {
        boolean careful = arguments.length > 1 && arguments[1].equals("careful");
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        start(loops, Integer.parseInt(arguments[0]), careful).closeFuture().sync();
    }

    /** @param port 0: a free one */
    static Channel start(EventLoopGroup loops, int port, boolean careful) throws InterruptedException {
        return new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new Pipeline(careful))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .sync()
                .channel();
    }

    private static final class Pipeline extends ChannelInitializer<SocketChannel> {
        private final boolean compresses;
        private final WebSocketServerProtocolConfig config;

        Pipeline(boolean careful) {
            compresses = !careful;
            WebSocketServerProtocolConfig.Builder builder = WebSocketServerProtocolConfig.newBuilder()
                    .websocketPath("/")
                    .checkStartsWith(true)
                    .maxFramePayloadLength(MESSAGE_BYTES)
                    .allowExtensions(compresses); // without, compression has no RSV bit; with, nobody checks the others
            if (careful) {
                builder.sendCloseFrame(null); // else each close is followed by another, with 1000
            }
            config = builder.build();
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            ChannelPipeline pipeline = channel.pipeline();
            pipeline.addLast(new HttpServerCodec());
            pipeline.addLast(new HttpObjectAggregator(REQUEST_BYTES));
            if (compresses) {
                pipeline.addLast(new WebSocketServerCompressionHandler(MESSAGE_BYTES));
            }
            pipeline.addLast(new WebSocketServerProtocolHandler(config));
            pipeline.addLast(new WebSocketFrameAggregator(MESSAGE_BYTES));
            pipeline.addLast(new Echo());
        }
    }

    private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame message) {
            context.writeAndFlush(message.retain());
        }
    }
}
