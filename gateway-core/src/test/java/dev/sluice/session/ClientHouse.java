package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.command.CommandDispatcher;
import dev.sluice.limit.Limits;
import dev.sluice.message.MessageKind;
import dev.sluice.message.RoomName;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.metric.MeterReading;
import dev.sluice.testing.FakeLink;
import dev.sluice.testing.ManualLane;
import dev.sluice.testing.ManualRooms;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Sessions of clients on lane 0, whose rooms are there or on another; what they say has all its consequences before they say more. */
final class ClientHouse {
    private final ManualRooms rooms;
    private final ManualLane lane;
    private final LaneMeters meters = new LaneMeters();
    private final Sessions sessions;
    private final CommandDispatcher commands;
    private final List<Client> clients = new ArrayList<>();

    ClientHouse(ManualRooms rooms) {
        this.rooms = rooms;
        this.lane = rooms.lanes().lane(0);
        this.sessions = new Sessions(lane, meters, Limits.defaults(), Liveness.defaults(), new Random(1));
        this.commands = dispatcher();
    }

    /** What an envelope client's commands go to. */
    CommandDispatcher commands() {
        return commands;
    }

    /** Another one, of which nobody knows yet. */
    CommandDispatcher dispatcher() {
        return new CommandDispatcher(rooms.directory(0), Limits.defaults(), meters);
    }

    MeterReading reading() {
        return MeterReading.of(List.of(meters));
    }

    /** Commands that were answered by an error. */
    long errors() {
        return reading().total(MeterName.COMMAND_ERRORS);
    }

    /** A client of the envelope that has been welcomed. */
    Client envelope() {
        return envelope(commands);
    }

    Client envelope(CommandDispatcher dispatcher) {
        Client client = open(opened -> new EnvelopeConversation(
                opened, new JsonMessageCodec(), dispatcher, rooms.directory(0), Duration.ofSeconds(25)));
        client.next();
        return client;
    }

    /** A raw client of this room. */
    Client raw(RoomName room) {
        List<Client> opened = new ArrayList<>();
        turn(() -> opened.add(openRaw(room)));
        return opened.get(0);
    }

    /** The same in the middle of a turn. */
    Client openRaw(RoomName room) {
        return open(opened -> new RelayConversation(opened, rooms.directory(0), room));
    }

    private Client open(ConversationFactory factory) {
        FakeLink link = new FakeLink();
        Client client = new Client(sessions.open(link, factory), link);
        clients.add(client);
        return client;
    }

    /** A turn of the lane of all clients, and what follows from it. */
    void turn(Runnable reads) {
        lane.turn(reads);
        rooms.lanes().settle();
    }

    /** Its connection is gone. */
    void end(Client client) {
        clients.remove(client);
        turn(() -> sessions.end(client.session, CloseReason.NORMAL));
    }

    void endAll() {
        turn(() -> clients.forEach(client -> sessions.end(client.session, CloseReason.NORMAL)));
        clients.clear();
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isZero();
    }

    static String json(String text) {
        return text.replace('\'', '"');
    }

    /** Says something, and is told something; {@code %s} is the room of a lane. */
    final class Client {
        private final Session session;
        private final FakeLink link;

        private Client(Session session, FakeLink link) {
            this.session = session;
            this.link = link;
        }

        Session session() {
            return session;
        }

        void say(String text) {
            turn(() -> hear(text));
        }

        void say(String text, int owner) {
            turn(() -> hear(text, owner));
        }

        void sayRaw(String text) {
            turn(() -> hearRaw(text));
        }

        /** In the middle of a turn. */
        void hear(String text, int owner) {
            hear(text.replace("%s", rooms.roomOf(owner).text()));
        }

        private void hear(String text) {
            hearRaw(json(text));
        }

        void hearRaw(String text) {
            session.onMessage(MessageKind.TEXT, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        }

        /** What it is told and has not been asked for yet. */
        List<String> told() {
            return link.sent();
        }

        String next() {
            assertThat(told()).isNotEmpty();
            return told().remove(0);
        }

        /** The codes of the close frames that it has got. */
        List<Integer> closes() {
            return link.closes().stream().map(CloseReason::code).toList();
        }
    }
}
