package dev.sluice.transport.websocket;

import dev.sluice.protocol.handshake.RequestRules;
import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import dev.sluice.transport.http.Routes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Prepares each accepted connection, and counts them all against their limit. Shared by all lanes. */
@Sharable
public final class ConnectionInitializer extends ChannelInitializer<Channel> {
    private static final Refuse FULL = new Refuse(
            HttpResponseStatus.SERVICE_UNAVAILABLE, "too many connections; try again", Map.of("Retry-After", "5"));

    private final Function<EventLoop, LaneTransport> lanes;
    private final Routes routes;
    private final int mostConnections;
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * @param lanes the lane of each event loop
     * @param mostConnections open at the same time; 0: no limit
     */
    public ConnectionInitializer(Function<EventLoop, LaneTransport> lanes, Routes routes, int mostConnections) {
        this.lanes = lanes;
        this.routes = routes;
        this.mostConnections = mostConnections;
    }

    @Override
    protected void initChannel(Channel channel) {
        int open = connections.incrementAndGet();
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(RequestRules.MOST_LINE_BYTES)
                .setMaxHeaderSize(RequestRules.MOST_HEADER_BYTES)
                .setStrictLineParsing(true);
        boolean full = mostConnections > 0 && open > mostConnections;
        LaneTransport lane = lanes.apply(channel.eventLoop());
        channel.pipeline()
                .addLast("head", new RequestHeadGuard())
                .addLast("http", new HttpServerCodec(config))
                .addLast("handshake", new WebSocketHandshakeHandler(lane, routes, full ? FULL : null));
    }
}
