package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.command.CommandDispatcher;
import dev.sluice.lane.Lane;
import dev.sluice.limit.Limits;
import dev.sluice.metric.LaneMeters;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.deflate.LaneDeflate;
import dev.sluice.protocol.handshake.Subprotocols;
import dev.sluice.session.EchoConversation;
import dev.sluice.session.EnvelopeConversation;
import dev.sluice.session.Liveness;
import dev.sluice.session.RelayConversation;
import dev.sluice.session.Sessions;
import dev.sluice.testing.CountedBuffers;
import dev.sluice.testing.ManualLane;
import dev.sluice.testing.ManualRooms;
import dev.sluice.transport.caller.Admission;
import dev.sluice.transport.caller.CallerRules;
import dev.sluice.transport.http.Routes;
import dev.sluice.transport.http.WebPage;
import dev.sluice.transport.websocket.ConnectionInitializer;
import dev.sluice.transport.websocket.LaneTransport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One client's connection to a whole gateway of one lane, from its first byte to its end, through the handlers of a real one. Whatever
 * the client says, it must be told before it is cut, every byte must be released, and time must end it.
 */
final class Connection implements Subject {
    /** As short as a sweep allows, so that a few turns see every timeout. */
    private static final Liveness LIVENESS =
            new Liveness(Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(20));

    /** A ping, its timeout, and the five seconds in which a peer may end what was closed. */
    private static final int SECONDS_TO_THE_END = 10;

    /** A request's head, a message and a turn's answers: each may be in a buffer twice as large. */
    private static final int MOST_KEPT_BYTES = 512 * 1024;

    private final CountedBuffers buffers = new CountedBuffers();
    private final ManualRooms rooms = new ManualRooms(1);
    private final ManualLane lane = rooms.lanes().lane(0);
    private final DuplexEmbeddedChannel channel;
    private final ByteBuf output = Unpooled.buffer();

    Connection() {
        Lane own = lane;
        LaneMeters meters = new LaneMeters();
        Sessions sessions = new Sessions(own, meters, Limits.defaults(), LIVENESS, new Random(0));
        LaneTransport transport =
                new LaneTransport(own, meters, Limits.defaults(), LIVENESS, sessions, deflate(buffers));
        transport.start(LIVENESS);
        Admission admission = new Admission(CallerRules.OPEN, Limits.defaults(), 0, lane.nowNanos());
        ConnectionInitializer connections =
                new ConnectionInitializer(loop -> transport, routes(meters), admission, Optional.empty());
        channel = new DuplexEmbeddedChannel(buffers.allocator(), connections);
        turn(() -> register(channel));
    }

    @Override
    public void read(byte[] stream, int from, int to) {
        if (!channel.isOpen() || from == to) {
            return;
        }
        ByteBuf in = buffers.allocator().heapBuffer(to - from).writeBytes(stream, from, to - from);
        turn(() -> channel.writeInbound(in));
        assertThat(buffers.unreleasedBytes()).as("bytes kept").isLessThanOrEqualTo(MOST_KEPT_BYTES);
    }

    @Override
    public String outcome() {
        boolean cut = !channel.isOpen();
        Answers answers = new Answers(output.duplicate());
        assertThat(!cut || answers.sayTheEnd()).as("told before it was cut").isTrue();
        assertThat(!channel.isOutputShutdown() || answers.sayTheEnd()).isTrue();
        for (int second = 0; second < SECONDS_TO_THE_END; second++) {
            rooms.lanes().pass(Duration.ofSeconds(1));
            turn(() -> {});
        }
        assertThat(channel.isOpen()).as("still open, though the peer is silent").isFalse();
        channel.checkException();
        assertThat(buffers.unreleasedBytes()).as("bytes that nobody released").isZero();
        assertThat(rooms.buffers().unreleasedBytes()).isZero();
        new Answers(output); // the last words are frames too, and no second close
        return answers.text();
    }

    private void turn(Runnable reads) {
        lane.turn(reads);
        for (Object written = channel.readOutbound(); written != null; written = channel.readOutbound()) {
            ByteBuf bytes = (ByteBuf) written;
            output.writeBytes(bytes);
            bytes.release();
        }
    }

    private static void register(DuplexEmbeddedChannel channel) {
        try {
            channel.register();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Everything that a client can be given: almost each message, with memory of earlier ones in narrow windows. */
    private static LaneDeflate deflate(CountedBuffers buffers) {
        Compression compression = new Compression(true, 16, true, 9);
        int most = Limits.defaults().messageBytes();
        return new LaneDeflate(compression, buffers.allocator(), most, (plain, compressed) -> {});
    }

    private Routes routes(LaneMeters meters) {
        Routes routes = new Routes();
        routes.addPage("/", new WebPage("text/plain", new byte[0]));
        routes.addSocket("/echo", Subprotocols.NONE, EchoConversation::new);
        routes.addRooms(room -> session -> new RelayConversation(session, rooms.directory(0), room));
        CommandDispatcher commands = new CommandDispatcher(rooms.directory(0), Limits.defaults(), meters);
        routes.addSocket(
                "/ws",
                new Subprotocols(List.of(JsonMessageCodec.SUBPROTOCOL), true),
                session -> new EnvelopeConversation(
                        session, new JsonMessageCodec(), commands, rooms.directory(0), LIVENESS.pingInterval()));
        return routes;
    }
}
