package dev.sluice.transport.websocket;

import dev.sluice.log.LaneEvent;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.handshake.RequestRules;
import dev.sluice.transport.caller.Admission;
import dev.sluice.transport.caller.Caller;
import dev.sluice.transport.caller.ProxyHeaderHandler;
import dev.sluice.transport.http.Routes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Prepares each accepted connection that there is room for. Shared by all lanes. */
@Sharable
public final class ConnectionInitializer extends ChannelInitializer<Channel> {
    private static final HttpDecoderConfig HTTP = new HttpDecoderConfig()
            .setMaxInitialLineLength(RequestRules.MOST_LINE_BYTES)
            .setMaxHeaderSize(RequestRules.MOST_HEADER_BYTES)
            .setStrictLineParsing(true);

    private final Function<EventLoop, LaneTransport> lanes;
    private final Routes routes;
    private final Admission admission;
    private final Optional<Supplier<SslContext>> tls;

    /**
     * @param lanes the lane of each event loop
     * @param admission who decides whether there is room
     * @param tls the context of new connections, where the port speaks TLS
     */
    public ConnectionInitializer(
            Function<EventLoop, LaneTransport> lanes,
            Routes routes,
            Admission admission,
            Optional<Supplier<SslContext>> tls) {
        this.lanes = lanes;
        this.routes = routes;
        this.admission = admission;
        this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
        LaneTransport lane = lanes.apply(channel.eventLoop());
        Caller caller = admission.admit(channel, lane.nowNanos());
        // Where the port speaks TLS, a refusal would cost the handshake that there is no room for.
        boolean costsTooMuch = tls.isPresent() && caller.refusal().isPresent();
        if (caller.isTurnedAway() || costsTooMuch) {
            if (!caller.mayEndSilently()) {
                lane.meters().increment(MeterName.HANDSHAKES, caller.result(Label.Handshake.ABANDONED));
            }
            if (caller.isStranger()) {
                lane.event(LaneEvent.UNTRUSTED_PROXY)
                        .addKeyValue("client", caller.address().getHostAddress())
                        .log(
                                "Closed, because a PROXY header is required and trusted-proxies does not hold the address");
            }
            channel.close();
            return;
        }
        if (admission.wantsProxyHeader()) {
            channel.pipeline().addLast("proxy", new ProxyHeaderHandler(caller, tls.isPresent()));
        }
        tls.ifPresent(contexts -> channel.pipeline().addLast("tls gate", new TlsGate(lane, contexts)));
        if (!lane.memory().requests().tryCharge(RequestRules.MOST_BYTES)) {
            lane.meters().increment(MeterName.HANDSHAKES, Label.Handshake.UNAVAILABLE);
            ConnectionLog.lost(channel, caller, Label.Handshake.UNAVAILABLE, null);
            channel.unsafe().closeForcibly();
            return;
        }
        channel.config().setRecvByteBufAllocator(lane.reads());
        channel.pipeline()
                .addLast("head", new RequestHeadGuard())
                .addLast("http", new HttpServerCodec(HTTP))
                .addLast("handshake", new WebSocketHandshakeHandler(lane, routes, caller));
    }
}
