package dev.sluice.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Netty's own WebSocket handlers, on epoll where there is one. Answers are flushed once for all that was read; a room is a
 * {@link ChannelGroup}, which shares one copy of a message.
 */
final class NettyPeer {
    private static final int REQUEST_BYTES = 64 * 1024;
    private static final int BACKLOG = 4096;

    private final Map<String, ChannelGroup> rooms = new ConcurrentHashMap<>();
    private final WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/")
            .checkStartsWith(true)
            .build();

    static void start(int port) throws InterruptedException {
        NettyPeer peer = new NettyPeer();
        boolean epoll = Epoll.isAvailable();
        var loops = new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        new ServerBootstrap()
                .group(loops)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        peer.fill(channel.pipeline());
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", port))
                .sync();
    }

    private void fill(ChannelPipeline pipeline) {
        pipeline.addLast(
                new HttpServerCodec(),
                new HttpObjectAggregator(REQUEST_BYTES),
                new WebSocketServerProtocolHandler(config),
                new Messages());
    }

    private final class Messages extends SimpleChannelInboundHandler<WebSocketFrame> {
        private @Nullable ChannelGroup room;

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof HandshakeComplete handshake
                    && handshake.requestUri().startsWith(Rooms.PATH)) {
                room = rooms.computeIfAbsent(
                        handshake.requestUri(), name -> new DefaultChannelGroup(GlobalEventExecutor.INSTANCE));
                room.add(context.channel());
            }
            super.userEventTriggered(context, event);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame message) {
            if (room == null) {
                context.write(message.retain(), context.voidPromise());
            } else {
                Channel sender = context.channel();
                room.write(message.retain(), member -> member != sender, true);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (room == null) {
                context.flush();
            } else {
                room.flush();
            }
        }
    }
}
