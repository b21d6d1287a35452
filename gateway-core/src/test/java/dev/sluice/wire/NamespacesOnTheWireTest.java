package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.AccessRules;
import dev.sluice.namespace.Audience;
import dev.sluice.namespace.JoinRule;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rooms with rules of their own, over real sockets, and other rules while their members stay. */
class NamespacesOnTheWireTest {
    private static final RoomRules SMALL = RoomRules.builder().members(2).build();
    private static final RoomRules BACKEND = access(JoinRule.EVERYONE, Audience.BACKEND, true);
    private static final RoomRules ENVELOPE = access(JoinRule.EVERYONE, Audience.MEMBERS, false);
    private static final RoomRules TOKEN = access(JoinRule.TOKEN, Audience.MEMBERS, true);

    @Test
    void a_raw_room_that_is_not_open_is_403_before_the_upgrade() throws IOException {
        Namespaces namespaces = Namespaces.builder()
                .add("chat", RoomRules.OPEN)
                .add("chat:envelope", ENVELOPE)
                .add("club", TOKEN)
                .closed()
                .build();
        try (Gateway gateway = start(namespaces, 2)) {
            assertThat(refusal(gateway, "/rooms/chat:envelope:a")).contains("join it over /ws");
            assertThat(refusal(gateway, "/rooms/club:a")).contains("token");
            assertThat(refusal(gateway, "/rooms/lobby")).contains("no namespace");
            assertThat(refusal(gateway, "/rooms/chat")).contains("no namespace");
            assertThat(gateway.meters().value(MeterName.HANDSHAKES, Label.Handshake.FORBIDDEN))
                    .isEqualTo(4);
            RawClient.open(gateway, "/rooms/chat:a").close();
            RawClient.open(gateway, "/rooms/chat%3aenvelope").close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void of_many_who_want_in_at_once_as_many_get_in_as_there_are_places(int lanes) throws IOException {
        int crowd = 24;
        try (Gateway gateway = start(new Namespaces(SMALL), lanes)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < crowd; i++) {
                clients.add(RawClient.connect(gateway));
            }
            for (RawClient client : clients) {
                client.say(RawClient.request("/rooms/narrow") + masked("hello"));
            }
            for (RawClient client : clients) {
                client.readHead();
            }
            Gateways.await(
                    "all others are closed",
                    () -> gateway.meters().value(MeterName.MESSAGES_SENT, Label.Kind.CLOSE) == crowd - 2);
            assertThat(gateway.meters().total(MeterName.MEMBERSHIPS)).isEqualTo(2);
            for (RawClient client : clients) {
                client.close();
            }
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 0);
            Gateways.awaitTotal(gateway, MeterName.ROOMS, 0);
            Gateways.await(
                    "their ends are counted",
                    () -> gateway.meters()
                                    .value(MeterName.CONNECTIONS_CLOSED, Label.Close.ROOM_FULL, Label.Initiator.SERVER)
                            == crowd - 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void other_namespaces_hold_for_rooms_that_are_there_and_drop_nobody(int lanes) throws IOException {
        try (Gateway gateway = start(Namespaces.OPEN, lanes);
                RawClient speaker = RawClient.open(gateway, "/rooms/news:a");
                RawClient listener = RawClient.open(gateway, "/rooms/news:a");
                RawClient member = RawClient.open(gateway, "/ws")) {
            member.readFrame();
            member.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"news:a\"}");
            assertThat(member.readFrame().text()).contains("\"joined\"");
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 3);
            speaker.sendText("while it is open");
            assertThat(listener.readFrame().text()).isEqualTo("while it is open");
            assertThat(member.readFrame().text()).contains("while it is open");

            gateway.namespaces(
                    Namespaces.builder().add("news", BACKEND).closed().build());
            assertThat(gateway.meters().total(MeterName.MEMBERSHIPS)).isEqualTo(3);
            member.sendText("{\"type\":\"publish\",\"id\":2,\"room\":\"news:a\",\"data\":1}");
            assertThat(member.readFrame().text()).contains("\"forbidden\"");
            speaker.sendText("behind it");
            assertThat(speaker.readFrame().closeCode()).isEqualTo(4003);
            assertThat(refusal(gateway, "/rooms/lobby")).contains("no namespace");

            gateway.namespaces(Namespaces.OPEN);
            member.sendText("{\"type\":\"publish\",\"room\":\"news:a\",\"data\":2}");
            assertThat(listener.readFrame().text()).isEqualTo("2");
            RawClient.open(gateway, "/rooms/lobby").close();
        }
    }

    private static Gateway start(Namespaces namespaces, int lanes) throws IOException {
        return Gateway.start(
                Gateways.options().lanes(lanes).namespaces(namespaces).build());
    }

    private static RoomRules access(JoinRule join, Audience publish, boolean raw) {
        return RoomRules.builder()
                .access(new AccessRules(join, publish, Audience.MEMBERS, Audience.MEMBERS, raw))
                .build();
    }

    private static String refusal(Gateway gateway, String path) throws IOException {
        try (RawClient client = RawClient.connect(gateway)) {
            client.say(RawClient.request(path));
            assertThat(client.readHead().get(0)).startsWith("HTTP/1.1 403 ");
            return client.readTextToEnd();
        }
    }

    /** A text frame as the characters of its bytes. */
    private static String masked(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return new String(RawClient.frame(0x81, payload), StandardCharsets.ISO_8859_1);
    }
}
