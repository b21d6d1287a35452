package dev.sluice.session;

import static dev.sluice.session.ClientHouse.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.RoomName;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.AccessRules;
import dev.sluice.namespace.Audience;
import dev.sluice.namespace.JoinRule;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.session.ClientHouse.Client;
import dev.sluice.testing.ManualRooms;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients on lane 0 whose rooms have rules, whether the room is on their own lane or on another. */
class RoomRulesTest {
    private static final int MANY_ROOMS = 20_000;

    private final ManualRooms rooms = new ManualRooms(2);
    private final ClientHouse house = new ClientHouse(rooms);

    @AfterEach
    void nothing_is_left_when_all_are_gone() {
        house.endAll();
        assertThat(rooms.total(MeterName.ROOMS)).isZero();
        assertThat(rooms.buffers().unreleasedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_full_room_takes_nobody_until_somebody_leaves(int owner) {
        rooms.namespaces(new Namespaces(RoomRules.builder().members(2).build()));
        Client one = house.envelope();
        Client two = house.envelope();
        Client three = house.envelope();
        one.say("{'type':'join','id':1,'room':'%s'}", owner);
        two.say("{'type':'join','room':'%s'}", owner);
        three.say("{'type':'join','id':1,'room':'%s'}", owner);
        assertThat(one.next()).contains("\"joined\"");
        assertThat(three.next())
                .isEqualTo(json("{'type':'error','id':1,'code':'unavailable','message':'the room is full'}"));
        assertThat(house.errors()).isEqualTo(1);
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
        Client member = house.envelope();
        Client hasty = house.envelope();
        member.say("{'type':'join','room':'%s'}", 1);
        house.turn(() -> {
            hasty.hear("{'type':'join','id':1,'room':'%s'}", 1);
            hasty.hear("{'type':'publish','id':2,'room':'%s','data':1}", 1);
            hasty.hear("{'type':'leave','id':3,'room':'%s'}", 1);
        });
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
        Client member = house.raw(rooms.roomOf(owner));
        List<Client> late = new ArrayList<>();
        house.turn(() -> {
            late.add(house.openRaw(rooms.roomOf(owner)));
            late.get(0).hearRaw("let me in");
        });
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
        Client client = house.envelope();
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
        Client client = house.envelope();
        client.say("{'type':'join','room':'small:a'}");
        client.say("{'type':'join','room':'large'}");
        client.say("{'type':'publish','id':1,'room':'small:a','data':'abc'}");
        assertThat(client.next()).contains("\"published\"");
        client.say("{'type':'publish','id':2,'room':'small:a','data':'abcd'}");
        assertThat(client.next()).contains("\"too-large\"").contains("5 bytes");
        client.say("{'type':'publish','id':3,'room':'large','data':'abcd'}");
        assertThat(client.next()).contains("\"published\"");
        Client raw = house.raw(new RoomName("small:b"));
        raw.sayRaw("12345");
        assertThat(raw.closes()).isEmpty();
        raw.sayRaw("123456");
        assertThat(raw.closes()).containsExactly(1009);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void other_rules_hold_at_once_and_nobody_has_to_leave(int owner) {
        Client client = house.envelope();
        Client raw = house.raw(rooms.roomOf(owner));
        Client silent = house.raw(rooms.roomOf(owner));
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
        Client one = house.raw(rooms.roomOf(owner));
        Client two = house.raw(rooms.roomOf(owner));
        rooms.namespaces(new Namespaces(RoomRules.builder().members(1).build()));
        one.sayRaw("still here");
        two.sayRaw("me too");
        assertThat(rooms.taken()).hasSize(2);
        assertThat(house.raw(rooms.roomOf(owner)).closes()).containsExactly(4103);
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
        house.turn(() -> {
            for (int i = 0; i < MANY_ROOMS; i++) {
                house.openRaw(new RoomName("many " + i));
            }
        });
    }

    private static RoomRules access(JoinRule join, Audience publish) {
        return RoomRules.builder()
                .access(new AccessRules(join, publish, Audience.MEMBERS, Audience.MEMBERS, true))
                .build();
    }
}
