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
import dev.sluice.namespace.AccessRules;
import dev.sluice.namespace.Audience;
import dev.sluice.namespace.JoinRule;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.testing.FakeLink;
import dev.sluice.testing.ManualRooms;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients on lane 0 whose rooms have rules, whether the room is on their own lane or on another. */
class RoomRulesTest {
    private static final int MANY_ROOMS = 20_000;

    private final ManualRooms rooms = new ManualRooms(2);
    private final LaneMeters meters = new LaneMeters();
    private final Sessions sessions =
            new Sessions(rooms.lanes().lane(0), meters, Limits.defaults(), Liveness.defaults(), new Random(1));
    private final CommandDispatcher commands = new CommandDispatcher(rooms.directory(0), Limits.defaults(), meters);
    private final List<Client> clients = new ArrayList<>();

    @AfterEach
    void nothing_is_left_when_all_are_gone() {
        rooms.lanes().lane(0).turn(() -> clients.forEach(client -> sessions.end(client.session, CloseReason.NORMAL)));
        rooms.lanes().settle();
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isZero();
        assertThat(rooms.total(MeterName.ROOMS)).isZero();
        assertThat(rooms.buffers().unreleasedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_full_room_takes_nobody_until_somebody_leaves(int owner) {
        rooms.namespaces(new Namespaces(RoomRules.builder().members(2).build()));
        Client one = envelope();
        Client two = envelope();
        Client three = envelope();
        one.say("{'type':'join','id':1,'room':'%s'}", owner);
        two.say("{'type':'join','room':'%s'}", owner);
        three.say("{'type':'join','id':1,'room':'%s'}", owner);
        assertThat(one.next()).contains("\"joined\"");
        assertThat(three.next())
                .isEqualTo(json("{'type':'error','id':1,'code':'unavailable','message':'the room is full'}"));
        assertThat(errors()).isEqualTo(1);
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(2);
        three.say("{'type':'leave','id':2,'room':'%s'}", owner);
        assertThat(three.next()).contains("not-a-member");
        two.say("{'type':'leave','room':'%s'}", owner);
        three.say("{'type':'join','id':3,'room':'%s'}", owner);
        assertThat(three.next()).contains("\"joined\"");
        three.say("{'type':'publish','id':4,'room':'%s','data':1}", owner);
        assertThat(three.next()).contains("\"published\"");
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(2);
    }

    @Test
    void who_leaves_before_it_learns_that_the_room_is_full_takes_nobodys_place() {
        rooms.namespaces(new Namespaces(RoomRules.builder().members(1).build()));
        Client member = envelope();
        Client hasty = envelope();
        member.say("{'type':'join','room':'%s'}", 1);
        rooms.lanes().lane(0).turn(() -> {
            hasty.hear("{'type':'join','id':1,'room':'%s'}", 1);
            hasty.hear("{'type':'publish','id':2,'room':'%s','data':1}", 1);
            hasty.hear("{'type':'leave','id':3,'room':'%s'}", 1);
        });
        rooms.lanes().settle();
        assertThat(hasty.next()).contains("not-a-member").contains("\"id\":2");
        assertThat(hasty.next()).contains("unavailable").contains("\"id\":1");
        assertThat(hasty.next()).contains("\"left\"");
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(1);
        assertThat(rooms.taken()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_raw_client_of_a_full_room_is_closed_and_nothing_that_it_says_is_heard(int owner) {
        rooms.namespaces(new Namespaces(RoomRules.builder().members(1).build()));
        Client member = raw(owner);
        List<Client> late = new ArrayList<>();
        rooms.lanes().lane(0).turn(() -> {
            late.add(openRaw(owner));
            late.get(0).hearRaw("let me in");
        });
        rooms.lanes().settle();
        assertThat(late.get(0).closes()).containsExactly(4103);
        assertThat(rooms.taken()).isEmpty();
        member.sayRaw("alone");
        assertThat(rooms.taken()).hasSize(1);
        assertThat(member.closes()).isEmpty();
    }

    @Test
    void what_a_client_may_not_is_forbidden() {
        rooms.namespaces(Namespaces.builder()
                .add("news", access(JoinRule.EVERYONE, Audience.BACKEND))
                .add("club", access(JoinRule.TOKEN, Audience.MEMBERS))
                .closed()
                .build());
        Client client = envelope();
        client.say("{'type':'join','id':1,'room':'club:a'}");
        assertThat(client.next()).contains("forbidden").contains("token");
        client.say("{'type':'join','id':2,'room':'lobby'}");
        assertThat(client.next()).contains("forbidden").contains("no namespace");
        client.say("{'type':'join','id':3,'room':'news:a'}");
        assertThat(client.next()).contains("\"joined\"");
        client.say("{'type':'publish','room':'news:a','data':1}");
        assertThat(client.next()).contains("forbidden").contains("publish");
        assertThat(rooms.taken()).isEmpty();
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(1);
    }

    @Test
    void a_message_over_the_rooms_size_is_too_large() {
        rooms.namespaces(Namespaces.builder()
                .add("small", RoomRules.builder().messageBytes(5).build())
                .build());
        Client client = envelope();
        client.say("{'type':'join','room':'small:a'}");
        client.say("{'type':'join','room':'large'}");
        client.say("{'type':'publish','id':1,'room':'small:a','data':'abc'}");
        assertThat(client.next()).contains("\"published\"");
        client.say("{'type':'publish','id':2,'room':'small:a','data':'abcd'}");
        assertThat(client.next()).contains("\"too-large\"").contains("5 bytes");
        client.say("{'type':'publish','id':3,'room':'large','data':'abcd'}");
        assertThat(client.next()).contains("\"published\"");
        Client raw = raw(new RoomName("small:b"));
        raw.sayRaw("12345");
        assertThat(raw.closes()).isEmpty();
        raw.sayRaw("123456");
        assertThat(raw.closes()).containsExactly(1009);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void other_rules_hold_at_once_and_nobody_has_to_leave(int owner) {
        Client client = envelope();
        Client raw = raw(owner);
        Client silent = raw(owner);
        client.say("{'type':'join','id':1,'room':'%s'}", owner);
        assertThat(client.next()).contains("\"joined\"");
        raw.sayRaw("before");
        rooms.namespaces(Namespaces.builder().closed().build());
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(3);
        raw.sayRaw("behind");
        assertThat(raw.closes()).containsExactly(4003);
        assertThat(silent.closes()).isEmpty();
        client.say("{'type':'publish','id':2,'room':'%s','data':1}", owner);
        assertThat(client.next()).contains("forbidden");
        client.say("{'type':'join','id':3,'room':'%s'}", owner);
        assertThat(client.next()).contains("already-joined");
        rooms.namespaces(Namespaces.OPEN);
        silent.sayRaw("again");
        assertThat(rooms.taken()).extracting(ManualRooms.Taken::payload).containsExactly("before", "again");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_room_that_has_become_too_small_keeps_its_members(int owner) {
        Client one = raw(owner);
        Client two = raw(owner);
        rooms.namespaces(new Namespaces(RoomRules.builder().members(1).build()));
        one.sayRaw("still here");
        two.sayRaw("me too");
        assertThat(rooms.taken()).hasSize(2);
        assertThat(raw(owner).closes()).containsExactly(4103);
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(2);
    }

    @Test
    void so_many_rooms_that_they_take_several_turns_all_get_their_rules() {
        openOneInEach();
        rooms.namespaces(new Namespaces(RoomRules.builder().members(1).build()));
        openOneInEach();
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(MANY_ROOMS);
        assertThat(rooms.total(MeterName.ROOMS)).isEqualTo(MANY_ROOMS);
    }

    private void openOneInEach() {
        rooms.lanes().lane(0).turn(() -> {
            for (int i = 0; i < MANY_ROOMS; i++) {
                openRaw(new RoomName("many " + i));
            }
        });
        rooms.lanes().settle();
    }

    private static RoomRules access(JoinRule join, Audience publish) {
        return RoomRules.builder()
                .access(new AccessRules(join, publish, Audience.MEMBERS, Audience.MEMBERS, true))
                .build();
    }

    private long errors() {
        return MeterReading.of(List.of(meters)).total(MeterName.COMMAND_ERRORS);
    }

    private Client envelope() {
        FakeLink link = new FakeLink();
        Session session = sessions.open(
                link,
                opened -> new EnvelopeConversation(
                        opened, new JsonMessageCodec(), commands, rooms.directory(0), Duration.ofSeconds(25)));
        Client client = new Client(session, link);
        clients.add(client);
        client.next();
        return client;
    }

    private Client raw(int owner) {
        return raw(rooms.roomOf(owner));
    }

    private Client raw(RoomName room) {
        List<Client> opened = new ArrayList<>();
        rooms.lanes().lane(0).turn(() -> opened.add(openRaw(room)));
        rooms.lanes().settle();
        return opened.get(0);
    }

    private Client openRaw(int owner) {
        return openRaw(rooms.roomOf(owner));
    }

    private Client openRaw(RoomName room) {
        FakeLink link = new FakeLink();
        Session session = sessions.open(link, opened -> new RelayConversation(opened, rooms.directory(0), room));
        Client client = new Client(session, link);
        clients.add(client);
        return client;
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    /** Says something, and is told something. */
    private final class Client {
        private final Session session;
        private final FakeLink link;

        Client(Session session, FakeLink link) {
            this.session = session;
            this.link = link;
        }

        void say(String text) {
            rooms.lanes().lane(0).turn(() -> send(text));
            rooms.lanes().settle();
        }

        void say(String text, int owner) {
            say(text.formatted(rooms.roomOf(owner)));
        }

        void hear(String text, int owner) {
            send(text.formatted(rooms.roomOf(owner)));
        }

        void sayRaw(String text) {
            rooms.lanes().lane(0).turn(() -> hearRaw(text));
            rooms.lanes().settle();
        }

        void hearRaw(String text) {
            session.onMessage(MessageKind.TEXT, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        }

        String next() {
            assertThat(link.sent()).isNotEmpty();
            return link.sent().remove(0);
        }

        List<Integer> closes() {
            return link.closes().stream().map(CloseReason::code).toList();
        }

        private void send(String text) {
            hearRaw(json(text));
        }
    }
}
