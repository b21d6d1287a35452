package dev.sluice.transport.websocket;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;

import dev.sluice.auth.Identity;
import dev.sluice.auth.Rejection;
import dev.sluice.auth.Verdict;
import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.fanout.WireFormat;
import dev.sluice.lane.DeadlineQueue.Deadline;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.deflate.ConnectionDeflate;
import dev.sluice.protocol.handshake.RequestRules;
import dev.sluice.protocol.handshake.RequestTarget;
import dev.sluice.protocol.handshake.RequestToken;
import dev.sluice.protocol.handshake.UpgradeDecision;
import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import dev.sluice.protocol.handshake.UpgradeRequest;
import dev.sluice.session.Session;
import dev.sluice.session.TokenDesk;
import dev.sluice.transport.caller.Caller;
import dev.sluice.transport.http.HttpAnswers;
import dev.sluice.transport.http.Route;
import dev.sluice.transport.http.Routes;
import dev.sluice.transport.http.WebPage;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers HTTP until a request opens a WebSocket (RFC 6455, 4.2.2); then puts the frame handlers into its place and is gone. A
 * connection that has not become a WebSocket, or got a page, in time is closed. Confined to the connection's lane.
 */
public final class WebSocketHandshakeHandler extends ChannelInboundHandlerAdapter {
    private final LaneTransport lane;
    private final Routes routes;
    private final Caller caller;
    private @Nullable Deadline deadline;
    private @Nullable HttpRequest request;

    private boolean done;

    /** Whether a token is being looked at. */
    private boolean checking;

    /** Whether a page was read over this connection, so that its silent end is no lost handshake. */
    private boolean servedPage;

    /** What a request opens, once it may. */
    private record Opening(UpgradeDecision.Accept accept, Route.Socket socket) {}

    /** For one connection. */
    public WebSocketHandshakeHandler(LaneTransport lane, Routes routes, Caller caller) {
        this.lane = lane;
        this.routes = routes;
        this.caller = caller;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        startDeadline(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (done) {
                return;
            }
            if (message instanceof Refuse breach) {
                refuse(ctx, breach);
                return;
            }
            if (message instanceof HttpRequest head) {
                request = head;
                RequestRules.breach(head).ifPresent(breach -> refuse(ctx, breach));
            }
            if (message instanceof LastHttpContent && request != null && !done) {
                answer(ctx, request);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        lane.memory().requests().discharge(RequestRules.MOST_BYTES);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!done && !servedPage && !caller.mayEndSilently()) {
            lose(ctx, Label.Handshake.ABANDONED, null);
        }
        finish();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeOver over) {
            endEarly(ctx, over.result(), null);
        } else if (event instanceof SslHandshakeCompletionEvent tls
                && !tls.isSuccess()
                && ctx.channel().isActive()) {
            endEarly(ctx, Label.Handshake.TLS_FAILED, tls.cause()); // one that has gone away has abandoned it
        } else if (event instanceof SslCloseCompletionEvent tls && tls.isSuccess()) {
            if (checking) {
                endEarly(ctx, Label.Handshake.ABANDONED, null);
            }
            lane.shutDown(ctx.channel()); // no request will come
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof OutOfMemoryError exhausted) {
            lane.memoryExhausted(exhausted);
        } else if (!PeerFaults.isOne(cause)) {
            lane.report("An opening handshake has failed", cause);
        }
        LaneTransport.cut(ctx.channel());
    }

    private void answer(ChannelHandlerContext ctx, HttpRequest head) {
        caller.onRequest(head.headers());
        if (caller.isTurnedAway()) {
            LaneTransport.cut(ctx.channel());
            return;
        }
        Optional<Refuse> refusal = caller.refusal();
        if (refusal.isPresent()) {
            refuse(ctx, refusal.get());
            return;
        }
        Route route = routes.find(RequestTarget.path(head.uri()));
        if (route instanceof Route.Socket socket) {
            UpgradeDecision decision = UpgradeRequest.decide(
                    head, socket.subprotocols(), lane.deflate().compression());
            if (decision instanceof UpgradeDecision.Accept) {
                decision = caller.breach(head.headers())
                        .<UpgradeDecision>map(breach -> breach)
                        .orElse(decision);
            }
            if (decision instanceof UpgradeDecision.Accept accept) {
                admit(ctx, head, new Opening(accept, socket));
            } else if (decision instanceof Refuse refuse) {
                refuse(ctx, refuse);
            }
        } else if (route instanceof Route.Page page) {
            sendPage(ctx, head, page.page());
        } else if (route instanceof Route.Bad bad) {
            refuse(ctx, new Refuse(BAD_REQUEST, bad.reason()));
        } else {
            refuse(ctx, new Refuse(NOT_FOUND, "nothing here"));
        }
    }

    /** Upgrades, or, where tokens are asked for, has the request's looked at first. */
    private void admit(ChannelHandlerContext ctx, HttpRequest head, Opening opening) {
        TokenDesk desk = lane.sessions().desk().orElse(null);
        if (desk == null) {
            upgrade(ctx, opening, null);
            return;
        }
        List<String> tokens = RequestToken.allIn(head, desk.queryParameter());
        if (tokens.size() > 1) {
            refuse(ctx, RequestToken.SEVERAL);
        } else if (tokens.size() == 1) {
            check(ctx, opening, desk, tokens.get(0));
        } else if (isEnvelope(opening.socket())) {
            upgrade(ctx, opening, null); // the first message has to bring it
        } else {
            desk.countMissing();
            refuse(ctx, RequestToken.MISSING);
        }
    }

    /** Nothing more is read until the verdict is there; the handshake's deadline goes on. */
    private void check(ChannelHandlerContext ctx, Opening opening, TokenDesk desk, String token) {
        checking = true;
        ctx.channel().config().setAutoRead(false);
        ctx.pipeline().get(RequestHeadGuard.class).hold(lane.memory().pieces());
        desk.check(token, "", verdict -> onVerdict(ctx, opening, verdict));
    }

    private void onVerdict(ChannelHandlerContext ctx, Opening opening, Verdict verdict) {
        checking = false;
        if (done) {
            return; // too late, or the client has gone
        }
        ctx.channel().config().setAutoRead(true);
        try {
            if (verdict instanceof Verdict.Accepted accepted
                    && lane.sessions().isFull(accepted.identity().user())) {
                refuse(ctx, RequestToken.TOO_MANY_SESSIONS);
            } else if (verdict instanceof Verdict.Accepted accepted) {
                upgrade(ctx, opening, accepted);
            } else if (verdict instanceof Verdict.Rejected rejected) {
                refuse(ctx, answerTo(rejected.reason()));
            }
        } catch (RuntimeException | OutOfMemoryError failure) {
            exceptionCaught(ctx, failure); // no handler of the pipeline has called this
        }
    }

    private static Refuse answerTo(Rejection reason) {
        return reason.isPassing() ? RequestToken.unavailable(reason.text()) : RequestToken.rejected(reason.text());
    }

    private void upgrade(ChannelHandlerContext ctx, Opening opening, Verdict.@Nullable Accepted shown) {
        UpgradeDecision.Accept accept = opening.accept();
        Route.Socket socket = opening.socket();
        Optional<String> breach = socket.door().breach(shown == null ? Identity.ANONYMOUS : shown.identity());
        if (breach.isPresent()) {
            refuse(ctx, new Refuse(FORBIDDEN, breach.get()));
            return;
        }
        stopClock();
        ctx.pipeline().remove(HttpServerCodec.class);
        ctx.write(HttpAnswers.upgrade(accept, ctx.alloc()), ctx.voidPromise());
        count(Label.Handshake.ACCEPTED);

        ConnectionDeflate deflate =
                accept.deflate().map(lane.deflate()::connection).orElse(null);
        WebSocketFrameEncoder encoder = new WebSocketFrameEncoder(lane.turn(), deflate);
        WebSocketLink link = new WebSocketLink(encoder, lane, formatOf(socket, deflate), caller.address());
        WebSocketSessionHandler handler = new WebSocketSessionHandler(lane, link, encoder, deflate);
        ctx.pipeline().addLast("session", handler);
        Session session = handler.open(socket.conversation(), shown);
        session.whenAuthenticated(caller::onAnswered);
        ConnectionLog.opened(ctx.channel(), caller, request, session.id());
        lane.turn().flushAtEnd(encoder);
        ctx.pipeline().remove(this);
        ctx.pipeline().remove(RequestHeadGuard.class); // last: it has the bytes behind the request, and hands them on
    }

    private static WireFormat formatOf(Route.Socket socket, @Nullable ConnectionDeflate deflate) {
        WireFormat plain = isEnvelope(socket) ? WireFormat.ENVELOPE : WireFormat.RAW;
        return deflate != null && deflate.sharesFrames() ? plain.deflated() : plain;
    }

    private static boolean isEnvelope(Route.Socket socket) {
        return socket.subprotocols().spoken().contains(JsonMessageCodec.SUBPROTOCOL);
    }

    private void sendPage(ChannelHandlerContext ctx, HttpRequest head, WebPage page) {
        boolean get = head.method().equals(HttpMethod.GET);
        if (!get && !head.method().equals(HttpMethod.HEAD)) {
            refuse(ctx, new Refuse(METHOD_NOT_ALLOWED, "read this page with GET", Map.of("Allow", "GET, HEAD")));
            return;
        }
        if (!ctx.channel().isWritable()) {
            LaneTransport.cut(ctx.channel()); // asks for pages without reading them
            return;
        }
        request = null;
        servedPage = true;
        FullHttpResponse response = HttpAnswers.page(page, get);
        boolean keepAlive = HttpUtil.isKeepAlive(head);
        HttpUtil.setKeepAlive(response, keepAlive);
        ctx.writeAndFlush(response, ctx.voidPromise());
        if (keepAlive) {
            caller.onAnswered();
            startDeadline(ctx);
        } else {
            finish();
            lane.shutDown(ctx.channel());
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refuse refuse) {
        count(labelOf(refuse));
        ConnectionLog.refused(ctx.channel(), caller, request, refuse);
        finish();
        ctx.writeAndFlush(HttpAnswers.refusal(refuse), ctx.voidPromise());
        lane.shutDown(ctx.channel());
    }

    private void startDeadline(ChannelHandlerContext ctx) {
        if (deadline != null) {
            deadline.cancel();
        }
        deadline = lane.handshakes().start(lane.nowNanos(), () -> {
            if (!servedPage) {
                lose(ctx, Label.Handshake.TIMEOUT, null);
            }
            finish();
            LaneTransport.cut(ctx.channel());
        });
    }

    private void finish() {
        caller.onAnswered();
        stopClock();
    }

    private void stopClock() {
        done = true;
        if (deadline != null) {
            deadline.cancel();
        }
    }

    private void endEarly(ChannelHandlerContext ctx, Label.Handshake result, @Nullable Throwable cause) {
        if (!done) {
            lose(ctx, result, cause);
            finish();
        }
    }

    private void lose(ChannelHandlerContext ctx, Label.Handshake result, @Nullable Throwable cause) {
        count(result);
        ConnectionLog.lost(ctx.channel(), caller, caller.result(result), cause);
    }

    private void count(Label.Handshake result) {
        lane.meters().increment(MeterName.HANDSHAKES, caller.result(result));
    }

    private static Label.Handshake labelOf(Refuse refuse) {
        return switch (refuse.cause()) {
            case STATUS -> labelOf(refuse.status());
            case OTHER_PROTOCOL -> Label.Handshake.OTHER_PROTOCOL;
            case HTTP_VERSION -> Label.Handshake.HTTP_VERSION;
            case SUBPROTOCOL -> Label.Handshake.SUBPROTOCOL;
        };
    }

    private static Label.Handshake labelOf(HttpResponseStatus status) {
        return switch (status.code()) {
            case 401 -> Label.Handshake.UNAUTHORIZED;
            case 403 -> Label.Handshake.FORBIDDEN;
            case 404 -> Label.Handshake.NOT_FOUND;
            case 405 -> Label.Handshake.METHOD_NOT_ALLOWED;
            case 414, 431 -> Label.Handshake.TOO_LARGE;
            case 429 -> Label.Handshake.TOO_MANY;
            case 426 -> Label.Handshake.UPGRADE_REQUIRED;
            case 503 -> Label.Handshake.UNAVAILABLE;
            default -> Label.Handshake.BAD_REQUEST;
        };
    }
}
