package dev.sluice;

import static dev.sluice.RoomsTest.get;
import static dev.sluice.RoomsTest.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.limit.Limits;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.message.StreamPosition;
import dev.sluice.metric.MeterName;
import dev.sluice.session.CloseReason;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a thread outside the lanes does with sessions, on real lanes. */
class OpenSessionsTest {
    private static final RoomName ROOM = new RoomName("chat:a");

    private final BlockingQueue<SessionId> opened = new LinkedBlockingQueue<>();
    private final Gateway gateway = start();
    private final OpenSessions sessions = gateway.sessions();
    private final List<RawClient> clients = new ArrayList<>();

    private Gateway start() {
        try {
            return Gateway.start(Gateways.options()
                    .lanes(3)
                    .limits(Limits.builder().roomsPerSession(2).build())
                    .conversation("/own", session -> {
                        opened.add(session.id());
                        return (kind, payload) -> {};
                    })
                    .build());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        gateway.close();
    }

    @Test
    void a_session_is_put_into_a_room_and_taken_out_of_it_and_its_client_is_told() throws IOException {
        RawClient client = open("/ws");
        SessionId id = welcome(client);
        StreamPosition position = get(sessions.join(id, ROOM));
        assertThat(client.readFrame().text())
                .isEqualTo("{\"type\":\"joined\",\"room\":\"chat:a\",\"epoch\":\"" + position.epoch()
                        + "\",\"offset\":0}");
        assertThat(get(gateway.rooms().publish(ROOM, Outgoing.json("1")))).isEqualTo(1);
        assertThat(client.readFrame().text()).contains("\"data\":1");
        assertThat(reasonOf(sessions.join(id, ROOM))).isEqualTo(CallRefused.Reason.ALREADY_JOINED);
        // The client may go on from there by itself.
        client.sendText("{\"type\":\"publish\",\"id\":1,\"room\":\"chat:a\",\"data\":2}");
        assertThat(List.of(client.readFrame().text(), client.readFrame().text()))
                .contains("{\"type\":\"published\",\"id\":1,\"room\":\"chat:a\",\"offset\":2}");
        assertThat(get(sessions.leave(id, ROOM))).isEqualTo(id);
        assertThat(client.readFrame().text()).isEqualTo("{\"type\":\"left\",\"room\":\"chat:a\"}");
        assertThat(reasonOf(sessions.leave(id, ROOM))).isEqualTo(CallRefused.Reason.NOT_A_MEMBER);
        assertThat(get(gateway.rooms().find(ROOM))).isEmpty();
    }

    @Test
    void a_session_is_in_no_more_rooms_than_it_may_be() throws IOException {
        SessionId id = welcome(open("/ws"));
        get(sessions.join(id, new RoomName("1")));
        get(sessions.join(id, new RoomName("2")));
        assertThat(reasonOf(sessions.join(id, new RoomName("3")))).isEqualTo(CallRefused.Reason.TOO_MANY_ROOMS);
    }

    @Test
    void each_conversation_is_told_in_its_own_words() throws Exception {
        RawClient envelope = open("/ws");
        SessionId id = welcome(envelope);
        get(sessions.tell(id, Outgoing.json("{\"a\":1}")));
        get(sessions.tell(id, Outgoing.text("\"")));
        get(sessions.tell(id, Outgoing.binary(new byte[] {0})));
        assertThat(envelope.readFrame().text()).isEqualTo("{\"type\":\"message\",\"data\":{\"a\":1}}");
        assertThat(envelope.readFrame().text()).isEqualTo("{\"type\":\"message\",\"data\":\"\\\"\"}");
        assertThat(envelope.readFrame().text())
                .isEqualTo("{\"type\":\"message\",\"encoding\":\"base64\",\"data\":\"AA==\"}");
        RawClient own = open("/own");
        SessionId ownId = opened.take();
        Gateways.awaitTotal(gateway, MeterName.CONNECTIONS, 2);
        get(sessions.tell(ownId, Outgoing.json("{\"a\":1}")));
        get(sessions.tell(ownId, Outgoing.text("t")));
        get(sessions.tell(ownId, Outgoing.binary(new byte[] {'b'})));
        assertThat(own.readFrame().toString()).isEqualTo("81:{\"a\":1}");
        assertThat(own.readFrame().toString()).isEqualTo("81:t");
        assertThat(own.readFrame().toString()).isEqualTo("82:b");
        assertThat(reasonOf(sessions.join(ownId, ROOM))).isEqualTo(CallRefused.Reason.NOT_AN_ENVELOPE);
        assertThat(reasonOf(sessions.leave(ownId, ROOM))).isEqualTo(CallRefused.Reason.NOT_AN_ENVELOPE);
        assertThatThrownBy(() -> sessions.tell(ownId, Outgoing.binary(new byte[64 * 1024 + 1])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_session_is_closed_with_the_code_and_the_reason_that_are_given_and_is_unknown_from_then_on()
            throws IOException {
        RawClient client = open("/ws");
        SessionId id = welcome(client);
        get(sessions.close(id, new CloseReason(4321, "good bye")));
        RawClient.Frame close = client.readFrame();
        assertThat(close.closeCode()).isEqualTo(4321);
        assertThat(close.text()).endsWith("good bye");
        client.sendClose(4321);
        Gateways.awaitTotal(gateway, MeterName.CONNECTIONS, 0);
        assertThat(reasonOf(sessions.close(id, CloseReason.NORMAL))).isEqualTo(CallRefused.Reason.UNKNOWN_SESSION);
        assertThat(reasonOf(sessions.tell(id, Outgoing.text("x")))).isEqualTo(CallRefused.Reason.UNKNOWN_SESSION);
        for (CloseReason bad : new CloseReason[] {new CloseReason(1006, ""), new CloseReason(4000, "ä".repeat(62))}) {
            assertThatThrownBy(() -> sessions.close(id, bad)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> sessions.closeAll("u", bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void each_of_many_sessions_is_found_by_its_name_and_no_other() throws IOException {
        List<SessionId> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ids.add(welcome(open("/ws")));
        }
        for (int i = 0; i < 60; i++) {
            get(sessions.tell(ids.get(i), Outgoing.text("you are " + i)));
        }
        for (int i = 0; i < 60; i++) {
            assertThat(clients.get(i).readFrame().text()).contains("\"you are " + i + "\"");
            SessionId other = new SessionId(ids.get(i).high() + 1, ids.get(i).low());
            assertThat(reasonOf(sessions.tell(other, Outgoing.text("x"))))
                    .isEqualTo(CallRefused.Reason.UNKNOWN_SESSION);
        }
        assertThat(reasonOf(sessions.tell(new SessionId(1, -1), Outgoing.text("x"))))
                .as("a lane that is not there")
                .isEqualTo(CallRefused.Reason.UNKNOWN_SESSION);
    }

    @Test
    void who_has_no_token_is_nobodys_session() throws IOException {
        welcome(open("/ws"));
        assertThat(get(sessions.closeAll("somebody", CloseReason.NORMAL))).isZero();
        assertThatThrownBy(() -> sessions.closeAll("", CloseReason.NORMAL))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(gateway.meters().total(MeterName.CONNECTIONS)).isEqualTo(1);
    }

    private RawClient open(String path) throws IOException {
        RawClient client = RawClient.open(gateway, path);
        clients.add(client);
        return client;
    }

    /** The session's id, once the session can be found. */
    private SessionId welcome(RawClient client) throws IOException {
        String text = client.readFrame().text();
        String id = text.replaceAll(".*\"session\":\"([^\"]*)\".*", "$1");
        return SessionId.of(id).orElseThrow(() -> new AssertionError(text));
    }
}
