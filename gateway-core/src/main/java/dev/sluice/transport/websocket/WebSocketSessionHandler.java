package dev.sluice.transport.websocket;

import dev.sluice.limit.TokenBucket;
import dev.sluice.log.LaneEvent;
import dev.sluice.message.MessageKind;
import dev.sluice.message.SessionId;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.websocket.MessageSink;
import dev.sluice.protocol.websocket.ProtocolViolation;
import dev.sluice.session.CloseReason;
import dev.sluice.session.ConversationFactory;
import dev.sluice.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.jspecify.annotations.Nullable;

/** Feeds one session: messages, pings and pongs, the end. Confined to the connection's lane. */
final class WebSocketSessionHandler extends ChannelInboundHandlerAdapter implements MessageSink {
    private final LaneTransport lane;
    private final WebSocketLink link;
    private final Session session;
    private @Nullable TokenBucket controlFrames;
    private int framesInRead;
    private long readNanos;
    private final OverloadBrake brake;
    private final StallWatch stalls;
    private boolean pausedUnwritable;

    /** Opens the session, whose conversation may already send. */
    WebSocketSessionHandler(LaneTransport lane, WebSocketLink link, ConversationFactory conversation) {
        this.lane = lane;
        this.link = link;
        this.brake = new OverloadBrake(lane, link);
        this.stalls = new StallWatch(lane, link);
        this.session = lane.sessions().open(link, conversation);
    }

    SessionId id() {
        return session.id();
    }

    /** Whether bytes from the client are still looked at. */
    boolean reads() {
        return link.reads();
    }

    /** Whether a client that has been told the end sends and sends. */
    boolean isFlooded(int bytes) {
        return !link.isOpen() && link.endIfFlooded(bytes);
    }

    void onReadStart(int bytes) {
        readNanos = lane.nowNanos();
        framesInRead = 0;
        lane.meters().add(MeterName.RECEIVED_BYTES, bytes);
        session.onRead(readNanos);
    }

    void onReadEnd() {
        followWritability(); // TLS tells of a change only later, when much more has been read
        if (framesInRead > 0) {
            lane.turn().timeFrames(readNanos, framesInRead);
            brake.check();
        }
    }

    void onViolation(ProtocolViolation violation) {
        if (!link.reads()) {
            return; // behind the end, in the same read
        }
        ConnectionLog.violated(session.id(), violation);
        link.fail(new CloseReason(violation.closeCode(), violation.reason()));
    }

    @Override
    public void onText(ByteBuf payload) {
        onMessage(MessageKind.TEXT, Label.Kind.TEXT, payload);
    }

    @Override
    public void onBinary(ByteBuf payload) {
        onMessage(MessageKind.BINARY, Label.Kind.BINARY, payload);
    }

    @Override
    public void onPing(ByteBuf payload) {
        if (received(Label.Kind.PING) && takeControlFrame()) {
            link.pong(payload);
        }
    }

    @Override
    public void onPong(ByteBuf payload) {
        if (!received(Label.Kind.PONG)) {
            return;
        }
        long roundTrip =
                payload.readableBytes() == Long.BYTES ? session.onPong(payload.readLong(), lane.nowNanos()) : -1;
        if (roundTrip >= 0) {
            lane.meters().record(MeterName.PING_RTT, roundTrip);
        } else {
            takeControlFrame(); // RFC 6455, 5.5.3: lawful though nobody asked, so it only counts
        }
    }

    @Override
    public void onClose(int code, String reason) {
        if (received(Label.Kind.CLOSE)) {
            link.onPeerClose(code, reason);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        followWritability();
    }

    private void followWritability() {
        boolean pause = !link.isChannelWritable();
        stalls.onWritability(!pause);
        if (pause != pausedUnwritable) {
            pausedUnwritable = pause;
            if (pause) {
                link.pauseReading();
            } else {
                link.resumeReading();
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
            link.onPeerEnd();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stalls.end();
        CloseReason reason = link.endReason();
        lane.meters().increment(MeterName.CONNECTIONS_CLOSED, Label.Close.of(reason.code()), link.initiator());
        ConnectionLog.closed(session.id(), reason, link.initiator());
        lane.sessions().end(session, reason);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (PeerFaults.isOne(cause)) {
            ConnectionLog.failed(session.id(), cause);
            LaneTransport.cut(ctx.channel()); // the end is counted when the channel becomes inactive
            return;
        }
        if (cause instanceof OutOfMemoryError exhausted) {
            lane.memoryExhausted(exhausted);
            LaneTransport.cut(ctx.channel()); // a close frame would need memory, too
            return;
        }
        lane.event(LaneEvent.FAILURE)
                .addKeyValue("session", session.id())
                .addKeyValue("code", CloseReason.INTERNAL.code())
                .setCause(cause)
                .log("A session has failed and is closed");
        link.fail(CloseReason.INTERNAL);
    }

    private void onMessage(MessageKind kind, Label.Kind label, ByteBuf payload) {
        if (!received(label)) {
            return;
        }
        framesInRead++;
        if (link.isOpen()) {
            session.onMessage(kind, payload);
        }
    }

    /** Counts a frame; false if the connection has ended before it, in the same read, so that it means nothing. */
    private boolean received(Label.Kind kind) {
        if (!link.reads()) {
            return false;
        }
        lane.meters().increment(MeterName.MESSAGES_RECEIVED, kind);
        return true;
    }

    private boolean takeControlFrame() {
        if (controlFrames == null) {
            controlFrames = new TokenBucket(lane.limits().controlFramesPerSecond(), readNanos);
        }
        if (controlFrames.tryTake(readNanos)) {
            return true;
        }
        link.fail(CloseReason.TOO_MANY_CONTROL_FRAMES);
        return false;
    }
}
