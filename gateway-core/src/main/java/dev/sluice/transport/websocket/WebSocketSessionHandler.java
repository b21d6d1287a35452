package dev.sluice.transport.websocket;

import dev.sluice.auth.Verdict;
import dev.sluice.lane.OutboundBuffers;
import dev.sluice.limit.TokenBucket;
import dev.sluice.log.LaneEvent;
import dev.sluice.message.MessageKind;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.deflate.ConnectionDeflate;
import dev.sluice.protocol.websocket.MessageReader;
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

/**
 * One WebSocket's place in the pipeline, and the only one: has the bytes that come cut into frames, unmasked in place, and joined to
 * messages, and feeds its session with these, with pings and pongs, and the end. No copy and no object for a message. Releases every
 * read buffer. Confined to the connection's lane.
 */
final class WebSocketSessionHandler extends ChannelInboundHandlerAdapter implements MessageSink {
    private final LaneTransport lane;
    private final WebSocketLink link;
    private final WebSocketFrameEncoder encoder;

    /** Null between two messages, unless messages are compressed. */
    private @Nullable MessageReader reader;

    /** Null before {@link #open}. */
    private @Nullable Session session;

    /** Null until the first control frame that nobody asked for. */
    private @Nullable TokenBucket controlFrames;

    /** Null until the client has fallen behind. */
    private @Nullable StallWatch stalls;

    private int framesInRead;
    private boolean pausedUnwritable;
    private boolean pausedByOverload;

    /** @param deflate null where the client has not agreed on compression */
    WebSocketSessionHandler(
            LaneTransport lane,
            WebSocketLink link,
            WebSocketFrameEncoder encoder,
            @Nullable ConnectionDeflate deflate) {
        this.lane = lane;
        this.link = link;
        this.encoder = encoder;
        this.reader = deflate == null ? null : new MessageReader(lane.messageRules(), this, deflate);
    }

    /**
     * Opens the session, whose conversation may already send. To be called once, in the pipeline.
     *
     * @param shown what the request's token says; null: it had none
     */
    Session open(ConversationFactory conversation, Verdict.@Nullable Accepted shown) {
        Session opened = lane.sessions().open(link, conversation, shown);
        session = opened;
        return opened;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        encoder.attach(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseReader();
        encoder.release();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (link.reads() && !isFlooded(bytes.readableBytes())) {
                read(bytes);
            }
        } catch (ProtocolViolation violation) {
            releaseReader();
            onViolation(violation);
        } finally {
            bytes.release();
        }
    }

    private void read(ByteBuf bytes) {
        framesInRead = 0;
        lane.meters().add(MeterName.RECEIVED_BYTES, bytes.readableBytes());
        session().onRead(lane.nowNanos());
        MessageReader with = reader == null ? lane.freeReader().take(this) : reader;
        reader = with;
        try {
            with.read(bytes);
        } finally {
            onReadEnd(); // the frames before a violation count as well
        }
        if (with.isFree()) {
            reader = null;
            lane.freeReader().giveBack(with);
        }
    }

    private void releaseReader() {
        if (reader != null) {
            reader.release();
        }
    }

    /** Whether a client that has been told the end sends and sends. */
    private boolean isFlooded(int bytes) {
        return !link.isOpen() && link.endIfFlooded(bytes);
    }

    private void onReadEnd() {
        followWritability(); // TLS tells of a change only later, when much more has been read
        if (framesInRead > 0) {
            lane.turn().timeFrames(session().readNanos(), framesInRead);
            brakeInOverload();
        }
    }

    /** Reads nothing more from who sends while too much waits for the clients of its lane. */
    private void brakeInOverload() {
        OutboundBuffers outbound = lane.memory().outbound();
        if (!pausedByOverload && outbound.isCongested()) {
            pausedByOverload = true;
            link.pauseReading();
            lane.meters().increment(MeterName.READING_PAUSES, Label.Pause.OVERLOAD);
            outbound.whenRelieved(() -> {
                pausedByOverload = false;
                link.resumeReading();
            });
        }
    }

    private void onViolation(ProtocolViolation violation) {
        if (!link.reads()) {
            return; // behind the end, in the same read
        }
        ConnectionLog.violated(session().id(), violation);
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
                payload.readableBytes() == Long.BYTES ? session().onPong(payload.readLong(), lane.nowNanos()) : -1;
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
        if (pause != pausedUnwritable) {
            pausedUnwritable = pause;
            stalls().onWritability(!pause);
            if (pause) {
                link.pauseReading();
            } else {
                link.resumeReading();
            }
        }
        if (!pause) {
            link.serveWaiters();
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
        Session ended = session;
        if (ended == null) {
            return; // its conversation could not be opened
        }
        if (stalls != null) {
            stalls.end();
        }
        CloseReason reason = link.endReason();
        lane.meters().increment(MeterName.CONNECTIONS_CLOSED, Label.Close.of(reason.code()), link.initiator());
        ConnectionLog.closed(ended.id(), reason, link.initiator());
        lane.sessions().end(ended, reason);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (PeerFaults.isOne(cause)) {
            ConnectionLog.failed(session().id(), cause);
            LaneTransport.cut(ctx.channel()); // the end is counted when the channel becomes inactive
            return;
        }
        if (cause instanceof OutOfMemoryError exhausted) {
            lane.memoryExhausted(exhausted);
            LaneTransport.cut(ctx.channel()); // a close frame would need memory, too
            return;
        }
        lane.event(LaneEvent.FAILURE)
                .addKeyValue("session", session().id())
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
            session().onMessage(kind, payload);
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
        long readNanos = session().readNanos();
        if (controlFrames == null) {
            controlFrames = new TokenBucket(lane.limits().controlFramesPerSecond(), readNanos);
        }
        if (controlFrames.tryTake(readNanos)) {
            return true;
        }
        link.fail(CloseReason.TOO_MANY_CONTROL_FRAMES);
        return false;
    }

    private Session session() {
        if (session == null) {
            throw new IllegalStateException("not open");
        }
        return session;
    }

    private StallWatch stalls() {
        if (stalls == null) {
            stalls = new StallWatch(lane, link);
        }
        return stalls;
    }
}
