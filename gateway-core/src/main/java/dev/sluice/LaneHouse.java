package dev.sluice;

import dev.sluice.broker.Broker;
import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.command.CommandDispatcher;
import dev.sluice.fanout.FanOut;
import dev.sluice.fanout.PublicationEncoder;
import dev.sluice.lane.Departures;
import dev.sluice.lane.Lane;
import dev.sluice.lane.LaneGroup;
import dev.sluice.lane.Pressure;
import dev.sluice.message.RoomName;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.NamespaceBook;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.protocol.deflate.LaneDeflate;
import dev.sluice.room.RoomDirectory;
import dev.sluice.room.RoomShard;
import dev.sluice.session.ConversationFactory;
import dev.sluice.session.EnvelopeConversation;
import dev.sluice.session.RelayConversation;
import dev.sluice.session.Session;
import dev.sluice.session.Sessions;
import dev.sluice.transport.websocket.LaneTransport;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Builds what each lane owns and wires the lanes to each other. Filled once, then only read. */
final class LaneHouse {
    private final LaneGroup group;
    private final GatewayOptions options;
    private final List<Lane> lanes;
    private final NamespaceBook namespaces = new NamespaceBook(new Namespaces(RoomRules.OPEN));
    private final List<LaneMeters> meters = new ArrayList<>();
    private final List<LaneDeflate> deflates = new ArrayList<>();
    private final List<FanOut> fanOuts = new ArrayList<>();
    private final List<RoomDirectory> directories = new ArrayList<>();
    private final List<JsonMessageCodec> codecs = new ArrayList<>();
    private final List<CommandDispatcher> commands = new ArrayList<>();
    private final List<Sessions> sessions = new ArrayList<>();
    private final List<RoomShard> shards = new ArrayList<>();
    private final List<LaneTransport> transports = new ArrayList<>();

    LaneHouse(LaneGroup group, GatewayOptions options, Broker broker, ByteBufAllocator allocator) {
        this.group = group;
        this.options = options;
        this.lanes = group.lanes();
        SecureRandom randomness = new SecureRandom();
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
            fanOuts.add(fanOut);
            shards.add(new RoomShard(lanes.size(), fanOut, broker, counters, randomness, namespaces));
        }
        for (Lane lane : lanes) {
            Departures requests = new Departures(
                    lane,
                    lanes,
                    to -> Pressure.ofEither(
                            deliveries.get(to), lanes.get(to).memory().outbound()));
            RoomDirectory rooms = new RoomDirectory(lane.index(), shards, fanOuts.get(lane.index()), requests);
            LaneMeters counters = meters.get(lane.index());
            directories.add(rooms);
            commands.add(new CommandDispatcher(rooms, options.limits(), counters));
            Sessions own = new Sessions(lane, counters, options.limits(), options.liveness(), randomness);
            sessions.add(own);
            transports.add(new LaneTransport(
                    lane, counters, options.limits(), options.liveness(), own, deflates.get(lane.index())));
        }
    }

    void start() {
        transports.forEach(transport -> transport.start(options.liveness()));
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

    /** Does something to the sessions of each lane, on that lane. */
    void forEachLane(Consumer<Sessions> action) {
        for (Lane lane : lanes) {
            lane.execute(() -> action.accept(sessions.get(lane.index())));
        }
    }

    ConversationFactory relay(RoomName room) {
        return session -> new RelayConversation(session, directories.get(laneOf(session)), room);
    }

    ConversationFactory envelope() {
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

    private static int laneOf(Session session) {
        return session.lane().index();
    }
}
