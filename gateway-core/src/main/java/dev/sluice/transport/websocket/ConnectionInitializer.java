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
import io.netty.handler.ssl.SslContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** Prepares each accepted connection, and counts them all against their limit. Shared by all lanes. */
@Sharable
public final class ConnectionInitializer extends ChannelInitializer<Channel> {
    private static final Refuse FULL = new Refuse(
            HttpResponseStatus.SERVICE_UNAVAILABLE, "too many connections; try again", Map.of("Retry-After", "5"));

    private final Function<EventLoop, LaneTransport> lanes;
    private final Routes routes;
    private final int mostConnections;
    private final Optional<Supplier<SslContext>> tls;
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * @param lanes the lane of each event loop
     * @param mostConnections open at the same time; 0: no limit
     * @param tls the context of new connections, where the port speaks TLS
     */
    public ConnectionInitializer(
            Function<EventLoop, LaneTransport> lanes,
            Routes routes,
            int mostConnections,
            Optional<Supplier<SslContext>> tls) {
        this.lanes = lanes;
        this.routes = routes;
        this.mostConnections = mostConnections;
        this.tls = tls;
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
        tls.ifPresent(contexts -> channel.pipeline().addLast("tls gate", new TlsGate(lane, contexts)));
        channel.pipeline()
                .addLast("head", new RequestHeadGuard())
                .addLast("http", new HttpServerCodec(config))
                .addLast("handshake", new WebSocketHandshakeHandler(lane, routes, full ? FULL : null));
    }
}
