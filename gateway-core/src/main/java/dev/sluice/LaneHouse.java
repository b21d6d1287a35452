package dev.sluice;

import dev.sluice.broker.Broker;
import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.command.CommandDispatcher;
import dev.sluice.command.Permissions;
import dev.sluice.fanout.FanOut;
import dev.sluice.fanout.PublicationEncoder;
import dev.sluice.lane.Departures;
import dev.sluice.lane.Lane;
import dev.sluice.lane.LaneGroup;
import dev.sluice.lane.Pressure;
import dev.sluice.limit.Limits;
import dev.sluice.limit.SharedCount;
import dev.sluice.limit.SharedLimits;
import dev.sluice.message.RoomName;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.NamespaceBook;
import dev.sluice.namespace.Namespaces;
import dev.sluice.protocol.deflate.LaneDeflate;
import dev.sluice.room.MemoryShare;
import dev.sluice.room.RoomDirectory;
import dev.sluice.room.RoomShard;
import dev.sluice.session.ConversationFactory;
import dev.sluice.session.EnvelopeConversation;
import dev.sluice.session.RelayConversation;
import dev.sluice.session.Session;
import dev.sluice.session.Sessions;
import dev.sluice.session.TokenConversation;
import dev.sluice.transport.http.Route;
import dev.sluice.transport.websocket.LaneTransport;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Builds what each lane owns and wires the lanes to each other. Filled once, then only read. */
final class LaneHouse {
    /** How often each lane looks for what its rooms have remembered long enough. */
    private static final Duration SWEEP_PERIOD = Duration.ofSeconds(1);

    /** How late a message may be given up about which nobody has said anything. */
    private static final Duration CHECK_PERIOD = Duration.ofMillis(100);

    /** Messages about which somebody is being asked; each is a connection to a backend, as a rule. */
    private static final int MOST_CHECKS = 1024;

    private final LaneGroup group;
    private final GatewayOptions options;
    private final List<Lane> lanes;
    private final NamespaceBook namespaces;
    private final List<RoomShard> shards = new ArrayList<>();
    private final List<LaneMeters> meters = new ArrayList<>();
    private final List<LaneDeflate> deflates = new ArrayList<>();
    private final List<FanOut> fanOuts = new ArrayList<>();
    private final List<RoomDirectory> directories = new ArrayList<>();
    private final List<JsonMessageCodec> codecs = new ArrayList<>();
    private final List<CommandDispatcher> commands = new ArrayList<>();
    private final List<Sessions> sessions = new ArrayList<>();
    private final List<LaneTransport> transports = new ArrayList<>();

    LaneHouse(LaneGroup group, GatewayOptions options, Broker broker, ByteBufAllocator allocator) {
        this.group = group;
        this.options = options;
        this.namespaces = new NamespaceBook(options.namespaces());
        this.lanes = group.lanes();
        SecureRandom randomness = new SecureRandom();
        long historyBytes = historyBytes(options.limits()) / lanes.size();
        List<Departures> deliveries = new ArrayList<>();
        for (Lane lane : lanes) {
            LaneMeters counters = new LaneMeters();
            meters.add(counters);
            codecs.add(new JsonMessageCodec());
            deliveries.add(
                    new Departures(lane, lanes, to -> lanes.get(to).memory().outbound()));
            LaneDeflate deflate = new LaneDeflate(
                    options.compression(), allocator, options.limits().messageBytes(), (plain, compressed) -> {
                        counters.add(MeterName.COMPRESSION_INPUT_BYTES, plain);
                        counters.add(MeterName.COMPRESSION_OUTPUT_BYTES, compressed);
                    });
            deflates.add(deflate);
            PublicationEncoder encoder = new PublicationEncoder(codecs.get(lane.index()), deflate.writer());
            FanOut fanOut = new FanOut(lane, counters, encoder, allocator, deliveries.get(lane.index()), fanOuts);
            fanOut.allowDrops(namespaces, options.limits().pendingBytes());
            fanOuts.add(fanOut);
            MemoryShare share = new MemoryShare(historyBytes, lane::nowNanos);
            shards.add(new RoomShard(fanOut, broker, counters, randomness, namespaces, share));
        }
        SharedCount checks = new SharedCount(MOST_CHECKS);
        Optional<SharedLimits> shared = SharedLimits.of(options.limits());
        for (Lane lane : lanes) {
            Departures requests = new Departures(
                    lane,
                    lanes,
                    to -> Pressure.ofEither(
                            deliveries.get(to), lanes.get(to).memory().outbound()));
            RoomDirectory rooms = new RoomDirectory(lane.index(), shards, fanOuts.get(lane.index()), requests);
            LaneMeters counters = meters.get(lane.index());
            directories.add(rooms);
            CommandDispatcher dispatcher = new CommandDispatcher(rooms, options.limits(), counters);
            options.publishCheck().ifPresent(check -> dispatcher.ask(check, lane, checks));
            commands.add(dispatcher);
            Sessions own = new Sessions(lane, counters, options.limits(), options.liveness(), randomness);
            options.tokens()
                    .ifPresent(check -> own.guard(check, options.liveness().handshakeTimeout()));
            shared.ifPresent(own::share);
            options.listener().ifPresent(listener -> {
                own.tell(listener);
                shards.get(lane.index()).tell(listener);
            });
            sessions.add(own);
            transports.add(new LaneTransport(
                    lane, counters, options.limits(), options.liveness(), own, deflates.get(lane.index())));
        }
    }

    void start() {
        transports.forEach(transport -> transport.start(options.liveness()));
        lanes.forEach(lane -> lane.every(SWEEP_PERIOD, shards.get(lane.index())::sweep));
        lanes.forEach(lane -> lane.every(RoomShard.TELLING_PERIOD, shards.get(lane.index())::tellArrivals));
        if (options.publishCheck().isPresent()) {
            lanes.forEach(lane -> lane.every(CHECK_PERIOD, commands.get(lane.index())::tick));
        }
    }

    List<LaneMeters> meters() {
        return List.copyOf(meters);
    }

    LaneTransport transportOf(EventLoop loop) {
        return transports.get(group.laneOf(loop).index());
    }

    List<Lane> lanes() {
        return lanes;
    }

    Sessions sessionsOf(int lane) {
        return sessions.get(lane);
    }

    RoomShard shardOf(int lane) {
        return shards.get(lane);
    }

    RoomDirectory directoryOf(int lane) {
        return directories.get(lane);
    }

    int mostMessageBytes() {
        return options.limits().messageBytes();
    }

    long nowNanos() {
        return lanes.get(0).nowNanos();
    }

    boolean answersWithin(Duration time) {
        return group.answersWithin(time);
    }

    /** Cuts the connections that are being closed and whose clients take their time. */
    void cutClosing() {
        lanes.forEach(lane -> lane.execute(transports.get(lane.index())::cutClosing));
    }

    /** Does something to the sessions of each lane, on that lane. */
    void forEachLane(Consumer<Sessions> action) {
        for (Lane lane : lanes) {
            lane.execute(() -> action.accept(sessions.get(lane.index())));
        }
    }

    ConversationFactory relay(RoomName room) {
        return session -> new RelayConversation(session, directories.get(laneOf(session)), room);
    }

    Route.Door relayDoor(RoomName room) {
        return who -> Permissions.relayBreach(namespaces.current().rulesOf(room), who, room);
    }

    /** Other namespaces hold from now on. Any thread. */
    void namespaces(Namespaces next) {
        namespaces.replace(next);
        for (Lane lane : lanes) {
            lane.execute(() -> shards.get(lane.index()).onNamespaces(lane));
        }
    }

    ConversationFactory envelope() {
        ConversationFactory envelope = openEnvelope();
        return session -> session.needsToken()
                ? new TokenConversation(session, codecs.get(laneOf(session)), envelope)
                : envelope.open(session);
    }

    private ConversationFactory openEnvelope() {
        return session -> {
            int lane = laneOf(session);
            return new EnvelopeConversation(
                    session,
                    codecs.get(lane),
                    commands.get(lane),
                    directories.get(lane),
                    options.liveness().pingInterval());
        };
    }

    /** An eighth of the heap: a connection's share of it is small, so that the rest holds what a million of them need. */
    private static long historyBytes(Limits limits) {
        return limits.historyBytes() == 0 ? Runtime.getRuntime().maxMemory() / 8 : limits.historyBytes();
    }

    private static int laneOf(Session session) {
        return session.lane().index();
    }
}
