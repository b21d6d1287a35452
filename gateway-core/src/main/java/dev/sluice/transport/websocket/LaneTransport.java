package dev.sluice.transport.websocket;

import dev.sluice.lane.DeadlineQueue;
import dev.sluice.lane.DeadlineQueue.Deadline;
import dev.sluice.lane.Lane;
import dev.sluice.lane.LaneMemory;
import dev.sluice.limit.ByteBudget;
import dev.sluice.limit.Limits;
import dev.sluice.log.LaneEvent;
import dev.sluice.log.LaneEvents;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.deflate.LaneDeflate;
import dev.sluice.protocol.websocket.MessageRules;
import dev.sluice.protocol.websocket.PieceBudget;
import dev.sluice.session.Liveness;
import dev.sluice.session.Sessions;
import dev.sluice.transport.io.CarefulReads;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import org.slf4j.spi.LoggingEventBuilder;

/** What the connections of one lane share: its sessions, counters, limits and deadlines. Confined to the lane. */
public final class LaneTransport {
    /** How long a peer may take to end a connection that has been closed. */
    private static final Duration CLOSING_TIMEOUT = Duration.ofSeconds(5);

    /** How long a peer that sends and sends may still take our last words. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** How often a reader that is behind is looked at. */
    private static final Duration STALL_PERIOD = Duration.ofSeconds(1);

    /** How late a deadline may be seen, and how often an idle lane wakes for it. */
    private static final Duration TICK = Duration.ofMillis(100);

    private final Lane lane;
    private final LaneMeters meters;
    private final Limits limits;
    private final Sessions sessions;
    private final LaneDeflate deflate;
    private final LaneTurn turn;
    private final DeadlineQueue handshakes;
    private final DeadlineQueue closings = new DeadlineQueue(CLOSING_TIMEOUT);
    private final LaneEvents events = new LaneEvents();
    private final DeadlineQueue graces = new DeadlineQueue(GRACE);
    private final DeadlineQueue stalls = new DeadlineQueue(STALL_PERIOD);
    private final MessageRules messageRules;
    private final FreeReader freeReader;
    private final CarefulReads reads = new CarefulReads(this::memoryExhausted);
    private long lastTickNanos;

    /** Since when publishers wait for readers; meaningless while none does. */
    private long overloadedSinceNanos;

    private boolean overloaded;
    private final FreezeWatch freezes;

    /** The transport half of one lane; {@link #start} sets it going. */
    public LaneTransport(
            Lane lane, LaneMeters meters, Limits limits, Liveness liveness, Sessions sessions, LaneDeflate deflate) {
        this.lane = lane;
        this.meters = meters;
        this.limits = limits;
        this.sessions = sessions;
        this.messageRules = new MessageRules(
                deflate.allocator(),
                limits.messageBytes(),
                limits.fragments(),
                piecesWithin(lane.memory().pieces()));
        this.deflate = deflate;
        this.freeReader = new FreeReader(messageRules);
        this.turn = new LaneTurn(lane, meters);
        this.freezes = new FreezeWatch(lane.memory().outbound(), sessions);
        this.handshakes = new DeadlineQueue(liveness.handshakeTimeout());
    }

    /** Begins to watch deadlines and to ping. Any thread. */
    public void start(Liveness liveness) {
        lane.execute(() -> lastTickNanos = lane.nowNanos());
        lane.every(TICK, this::tick);
        lane.atEnd(memory().outbound()::end);
        lane.every(Sessions.sweepPeriod(liveness), () -> sessions.sweep(lane.nowNanos()));
    }

    /** The counters of the lane. */
    public LaneMeters meters() {
        return meters;
    }

    /** What the clients of the lane make it hold. */
    LaneMemory memory() {
        return lane.memory();
    }

    /** How large messages may be, and the memory for those that have come in part. */
    MessageRules messageRules() {
        return messageRules;
    }

    Limits limits() {
        return limits;
    }

    Sessions sessions() {
        return sessions;
    }

    LaneDeflate deflate() {
        return deflate;
    }

    LaneTurn turn() {
        return turn;
    }

    /** What cuts the bytes of a client into messages. */
    FreeReader freeReader() {
        return freeReader;
    }

    /** The buffers that connections are read into. */
    CarefulReads reads() {
        return reads;
    }

    /** Deadlines of opening handshakes. */
    DeadlineQueue handshakes() {
        return handshakes;
    }

    /** Looks at readers that are behind. */
    DeadlineQueue stalls() {
        return stalls;
    }

    /** For how long publishers have been waiting for readers; 0 while none does. */
    long overloadedNanos(long nowNanos) {
        return overloaded ? nowNanos - overloadedSinceNanos : 0;
    }

    /** There is no direct memory left for the bytes of a connection, which ends by it. */
    void memoryExhausted(OutOfMemoryError cause) {
        meters.increment(MeterName.MEMORY_EXHAUSTED);
        report("Direct memory has run out: a connection is closed", cause);
    }

    /** Reports a failure of ours. */
    void report(String what, Throwable cause) {
        event(LaneEvent.FAILURE).setCause(cause).log(what);
    }

    /** The line for an event that clients can cause as often as they like; most of them go nowhere. */
    LoggingEventBuilder event(LaneEvent kind) {
        return events.at(kind, nowNanos());
    }

    long nowNanos() {
        return lane.nowNanos();
    }

    /** Runs a task behind all that wait. */
    void soon(Runnable task) {
        lane.execute(task);
    }

    /** Closes a connection some seconds from now, unless it has ended before; then the deadline does not hold on to it. */
    void cutLater(Channel channel) {
        cut(channel, closings);
    }

    /** Closes those connections now. */
    public void cutClosing() {
        closings.expire(nowNanos() + CLOSING_TIMEOUT.toNanos());
    }

    /** The same for a peer that does not stop sending. */
    void cutSoon(Channel channel) {
        cut(channel, graces);
    }

    private void cut(Channel channel, DeadlineQueue deadlines) {
        Deadline deadline = deadlines.start(nowNanos(), () -> cut(channel));
        channel.closeFuture().addListener(closed -> deadline.cancel());
    }

    /**
     * Ends our half of a connection once everything is out, and the rest when the peer does or some seconds later. A plain close with
     * input unread would reset the connection and could lose what was sent last; so it is read and dropped, up to a bound. Over TLS
     * the last that goes out is its close_notify (RFC 8446, 6.1), so that the peer can tell the end from a cut.
     */
    void shutDown(Channel channel) {
        cutLater(channel);
        if (channel.pipeline().get(DrainHandler.NAME) != null) {
            return;
        }
        channel.flush();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        channel.pipeline().addFirst(DrainHandler.NAME, new DrainHandler(this));
        ChannelFuture out = tls == null ? channel.writeAndFlush(Unpooled.EMPTY_BUFFER) : tls.closeOutbound();
        out.addListener(written -> ((DuplexChannel) channel).shutdownOutput());
    }

    /** Ends a connection on which both sides have sent their close frames. */
    void end(Channel channel) {
        if (channel.pipeline().get(SslHandler.class) != null) {
            shutDown(channel); // the peer's close_notify is still to come, and would find a closed socket
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Closes a connection now, from below TLS, which would wait to say so until the peer has taken what is left. */
    static void cut(Channel channel) {
        channel.pipeline().firstContext().close();
    }

    private void tick() {
        long now = lane.nowNanos();
        meters.record(MeterName.LANE_LAG, Math.max(0, now - lastTickNanos - TICK.toNanos()));
        lastTickNanos = now;
        handshakes.expire(now);
        closings.expire(now);
        events.tellLeftOut(now);
        graces.expire(now);
        stalls.expire(now);
        sessions.endPauses(now);
        lookAtMemory(now);
    }

    private static PieceBudget piecesWithin(ByteBudget budget) {
        return new PieceBudget() {
            @Override
            public boolean tryCharge(long bytes) {
                return budget.tryCharge(bytes);
            }

            @Override
            public void discharge(long bytes) {
                budget.discharge(bytes);
            }
        };
    }

    private void lookAtMemory(long nowNanos) {
        turn.tlsBacklog().tick();
        memory().outbound().tick();
        boolean awaited = memory().outbound().isAwaited();
        if (awaited && !overloaded) {
            overloadedSinceNanos = nowNanos;
        }
        overloaded = awaited;
        freezes.tick(nowNanos);
        meters.set(MeterName.BUFFERED_BYTES, memory().bytes());
    }
}
