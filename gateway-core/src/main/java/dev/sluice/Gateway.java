package dev.sluice;

import dev.sluice.broker.LocalBroker;
import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.lane.LaneGroup;
import dev.sluice.limit.Limits;
import dev.sluice.metric.MeterName;
import dev.sluice.metric.MeterReading;
import dev.sluice.namespace.Namespaces;
import dev.sluice.protocol.handshake.Subprotocols;
import dev.sluice.session.DrainPlan;
import dev.sluice.session.EchoConversation;
import dev.sluice.transport.caller.Admission;
import dev.sluice.transport.http.Routes;
import dev.sluice.transport.io.IoLoops;
import dev.sluice.transport.io.IoTransport;
import dev.sluice.transport.io.OpenFiles;
import dev.sluice.transport.websocket.AcceptFaults;
import dev.sluice.transport.websocket.AcceptGate;
import dev.sluice.transport.websocket.ConnectionInitializer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A running gateway: lanes, rooms and the public port. All methods may be called from any thread but a lane's. */
public final class Gateway implements AutoCloseable {
    /** Connections that the kernel completes before the gateway takes them: a second of a mass reconnect. */
    private static final int BACKLOG = 4096;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long the event loops go on when connections have been cut: one that ends first may leave sockets open. */
    private static final long CUT_MILLIS = 100;

    private final EventLoopGroup loops;
    private final IoTransport transport;
    private final LaneHouse lanes;
    private final Admission admission;
    private final Channel listener;
    private final Rooms rooms;
    private final OpenSessions sessions;

    private Gateway(
            EventLoopGroup loops, IoTransport transport, LaneHouse lanes, Admission admission, Channel listener) {
        this.loops = loops;
        this.transport = transport;
        this.lanes = lanes;
        this.admission = admission;
        this.listener = listener;
        LaneCalls calls = new LaneCalls(lanes.lanes(), loops::isShuttingDown);
        this.rooms = new Rooms(lanes, calls);
        this.sessions = new OpenSessions(lanes, calls);
    }

    /**
     * Binds the public port and starts the lanes.
     *
     * @throws IOException if the address cannot be had
     * @throws UnsupportedOperationException if the transport that was asked for by name is not allowed here
     */
    public static Gateway start(GatewayOptions options) throws IOException {
        int count = options.lanes() == 0 ? Runtime.getRuntime().availableProcessors() : options.lanes();
        IoLoops io = IoLoops.open(options.transport(), count, new DefaultThreadFactory("lane"));
        EventLoopGroup loops = io.group();
        LaneHouse lanes = new LaneHouse(
                new LaneGroup(loops, count, bufferedBytes(options.limits())),
                options,
                new LocalBroker(),
                ByteBufAllocator.DEFAULT);
        Admission admission = new Admission(options.callers(), options.limits(), options.mostFiles(), lanes.nowNanos());
        ConnectionInitializer connections =
                new ConnectionInitializer(lanes::transportOf, routes(options, lanes), admission, options.tls());
        // TCP_NODELAY is not asked for: Netty sets it by itself, and would set it twice.
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(io.transport().serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(connections)
                .bind(options.listen())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException(String.valueOf(bound.cause().getMessage()), bound.cause());
        }
        Channel listener = bound.channel();
        OpenFiles.forConnections().ifPresent(most -> listener.pipeline().addFirst("gate", new AcceptGate(most)));
        listener.pipeline().addLast("faults", new AcceptFaults(lanes.transportOf(listener.eventLoop())));
        lanes.start();
        return new Gateway(loops, io.transport(), lanes, admission, listener);
    }

    /** The public address, with the port that was taken. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** The transport in use and why, such as {@code epoll (io_uring: not permitted)}. */
    public String transport() {
        return transport.toString();
    }

    /** The name of the transport in use: {@code io_uring}, {@code epoll} or {@code nio}. */
    public String transportName() {
        return transport.name();
    }

    /** Its rooms: publishes to them, lists them. */
    public Rooms rooms() {
        return rooms;
    }

    /** Its sessions: puts them into rooms, speaks to them, ends them. */
    public OpenSessions sessions() {
        return sessions;
    }

    /** How many event loops run. */
    public int lanes() {
        return lanes.meters().size();
    }

    /** All counters, summed over the lanes. */
    public MeterReading meters() {
        return MeterReading.of(lanes.meters());
    }

    /** How many connections may be open, by the limits and by the files that the process has for them; 0: no limit. */
    public int mostConnections() {
        return admission.mostConnections();
    }

    /** Whether as many connections are open as may be, so that the next client is told to come back. */
    public boolean isFull() {
        return admission.isFull();
    }

    /**
     * Other namespaces hold from now on, for rooms that are there too, and nobody is closed for it: who may no longer join a room stays
     * in it until it leaves, and what it may do there is up to the new rules. Presence begins only when a room is next made.
     */
    public void namespaces(Namespaces next) {
        lanes.namespaces(next);
    }

    /** Whether every lane runs a task within this time. Blocks for at most that long. */
    public boolean answersWithin(Duration time) {
        return lanes.answersWithin(time);
    }

    /**
     * Stops accepting, tells clients of the envelope to come back elsewhere ({@code goaway}), and closes the sessions with 1012, one after
     * the other. Does not wait: {@link #stop} ends what is left.
     */
    public void drain(DrainPlan plan) {
        listener.close().awaitUninterruptibly();
        Duration time = plan.timeFor(meters().total(MeterName.CONNECTIONS));
        lanes.forEachLane(sessions -> sessions.drain(time));
    }

    /**
     * Stops accepting, closes every session with 1012 and waits for them, at most this long; then cuts the rest. Without effect on a
     * gateway that has been stopped.
     *
     * @return how many sessions were cut
     */
    public long stop(Duration patience) {
        if (loops.isShuttingDown()) {
            return 0;
        }
        listener.close().awaitUninterruptibly();
        CountDownLatch gone = new CountDownLatch(lanes());
        lanes.forEachLane(sessions -> sessions.stop(gone::countDown));
        try {
            gone.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever interrupts has no patience
        }
        long cut = meters().total(MeterName.CONNECTIONS);
        if (cut > 0) {
            lanes.cutClosing();
        }
        long quiet = cut > 0 ? CUT_MILLIS : 0;
        loops.shutdownGracefully(quiet, Math.max(quiet, patience.toMillis()), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly();
        return cut;
    }

    /** {@link #stop} with five seconds of patience. */
    @Override
    public void close() {
        stop(PATIENCE);
    }

    /** Half of the direct memory: what is being read or travels, and what Netty keeps for itself, has the other half. */
    private static long bufferedBytes(Limits limits) {
        return limits.bufferedBytes() == 0 ? PlatformDependent.maxDirectMemory() / 2 : limits.bufferedBytes();
    }

    private static Routes routes(GatewayOptions options, LaneHouse lanes) {
        Routes routes = new Routes();
        options.pages().forEach(routes::addPage);
        if (options.echo()) {
            routes.addSocket("/echo", Subprotocols.RAW, EchoConversation::new);
        }
        if (options.rooms()) {
            routes.addRooms(lanes::relay, lanes::relayDoor);
            routes.addSocket("/ws", new Subprotocols(List.of(JsonMessageCodec.SUBPROTOCOL), true), lanes.envelope());
        }
        options.conversations().forEach((path, factory) -> routes.addSocket(path, Subprotocols.RAW, factory));
        return routes;
    }
}
