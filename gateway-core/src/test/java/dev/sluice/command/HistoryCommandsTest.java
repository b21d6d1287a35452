package dev.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.limit.Limits;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.HistoryRules;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets that asks for pages of the past, and one that publishes with a key what it may have published before. */
class HistoryCommandsTest extends RememberingRooms {
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void history_is_read_in_pages_both_ways(int lane) {
        commands = dispatcher(Limits.defaults());
        owner = lane;
        Client client = new Client().join();
        client.publish(1, 10);
        client.heard().clear();
        client.say(history("'limit':4"));
        assertThat(client.heard().get(0))
                .startsWith(json("{'type':'history','id':4,'room':'" + room() + "','epoch':'" + epoch()
                        + "','offset':10,'more':true,'messages':[{'type':'message','room':'" + room()
                        + "','offset':1,'from':'" + client.id + "','data':1},{"))
                .endsWith("]}");
        assertThat(client.pages()).containsExactly("1 2 3 4 +");
        client.say(history("'limit':4,'since':" + since(4)));
        client.say(history("'limit':4,'since':" + since(8)));
        client.say(history("'limit':4,'since':" + since(10)));
        client.say(history("'limit':4,'reverse':true"));
        client.say(history("'limit':4,'reverse':true,'since':" + since(7)));
        client.say(history("'limit':4,'reverse':true,'since':" + since(3)));
        client.say(history("'limit':4,'reverse':true,'since':" + since(1)));
        client.say(history("'limit':0"));
        client.say(history("'x':1"));
        assertThat(client.pages())
                .containsExactly(
                        "1 2 3 4 +",
                        "5 6 7 8 +",
                        "9 10",
                        "",
                        "10 9 8 7 +",
                        "6 5 4 3 +",
                        "2 1",
                        "",
                        "+",
                        "1 2 3 4 5 6 7 8 9 10");
    }

    @Test
    void pages_that_are_asked_for_all_at_once_come_as_they_are_taken() {
        Client client = new Client().join();
        client.publish(1, 10);
        client.outlet.beSlow();
        client.heard().clear();
        for (int i = 0; i < 1002; i++) {
            client.hear(history("'limit':3"));
        }
        assertThat(client.pages()).hasSize(1);
        assertThat(client.heard()).last().asString().contains("\"rate-limited\"");
        client.outlet.take();
        rooms.lanes().settle();
        assertThat(client.pages()).hasSize(2);
        while (client.outlet.isWaitedFor()) {
            client.outlet.take();
            rooms.lanes().settle();
        }
        assertThat(client.pages()).hasSize(1001).containsOnly("1 2 3 +");
    }

    @Test
    void history_that_is_not_there_is_told_by_an_error() {
        Client client = new Client();
        client.say(history("'limit':1"));
        assertThat(client.heard().remove(0)).contains("\"not-a-member\"");
        client.join().publish(1, REMEMBERED + 2);
        client.heard().clear();
        client.say(history("'since':{'epoch':'another','offset':1}"));
        client.say(history("'since':" + since(1)));
        assertThat(client.heard()).hasSize(2).allSatisfy(error -> assertThat(error)
                .startsWith(json("{'type':'error','id':4,'code':'unrecoverable','message':'")));
        client.heard().clear();
        client.say("{'type':'history','room':'" + room() + "'}");
        assertThat(client.heard()).as("without an id").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_publish_that_comes_again_with_its_key_gets_the_first_offset_and_goes_to_nobody(int lane) {
        owner = lane;
        Client member = new Client().join();
        Client publisher = new Client().join();
        publisher.say(keyed("k", 5));
        assertThat(publisher.heard())
                .filteredOn(text -> text.contains("published"))
                .containsExactly(json("{'type':'published','id':5,'room':'" + room() + "','offset':1}"));
        publisher.end();
        Client again = new Client().join();
        again.say(keyed("k", 6));
        again.say(keyed("another", 7));
        assertThat(again.heard())
                .filteredOn(text -> text.contains("published"))
                .containsExactly(
                        json("{'type':'published','id':6,'room':'" + room() + "','offset':1,'duplicate':true}"),
                        json("{'type':'published','id':7,'room':'" + room() + "','offset':2}"));
        assertThat(member.offsets()).containsExactly(1, 2);
        assertThat(rooms.total(MeterName.PUBLISH_DUPLICATES)).isEqualTo(1);
    }

    @Test
    void a_key_is_its_users_own_and_its_rooms() {
        Client ada = new Client("ada").join();
        Client bob = new Client("bob").join();
        ada.say(keyed("k", 1));
        bob.say(keyed("k", 1));
        assertThat(ada.offsets()).containsExactly(1, 2);
        owner = 1;
        ada.join().say(keyed("k", 2));
        assertThat(ada.heard()).last().asString().contains(room()).contains("\"offset\":1");
        Client adaAgain = new Client("ada").join();
        adaAgain.say("{'type':'publish','room':'" + room() + "','data':1,'key':'k'}");
        assertThat(adaAgain.heard()).as("without an id").hasSize(1);
        assertThat(rooms.total(MeterName.PUBLISH_DUPLICATES)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void who_is_taken_out_gets_no_page_that_it_has_asked_for_before(int lane) {
        owner = lane;
        Client publisher = new Client().join();
        publisher.publish(1, 20);
        Client taken = new Client().join();
        taken.outlet.beSlow();
        for (int i = 0; i < 3; i++) {
            taken.say(history("'limit':9"));
        }
        assertThat(taken.pages()).hasSize(1);
        rooms.lanes().lane(0).turn(() -> commands.backend().leave(taken.member, rooms.roomOf(owner), () -> {}));
        rooms.lanes().settle();
        publisher.publish(21, 21);
        while (taken.outlet.isWaitedFor()) {
            taken.outlet.take();
            rooms.lanes().settle();
        }
        assertThat(taken.pages()).hasSize(1);
        assertThat(taken.heard())
                .filteredOn(text -> text.contains("\"not-a-member\""))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_room_that_is_full_tells_nothing_to_who_has_asked_behind_the_join(int lane) {
        HistoryRules remember = new HistoryRules(REMEMBERED, 1 << 20, Duration.ofMinutes(10));
        rooms.namespaces(new Namespaces(
                RoomRules.builder().history(remember).presence(true).members(1).build()));
        owner = lane;
        new Client().join().publish(1, 2);
        Client late = new Client();
        late.hear("{'type':'join','id':1,'room':'" + room() + "'}");
        late.hear(history("'limit':9"));
        late.hear("{'type':'presence','id':5,'room':'" + room() + "'}");
        rooms.lanes().settle();
        assertThat(late.heard()).hasSize(3).allSatisfy(text -> assertThat(text).startsWith("{\"type\":\"error\""));
    }
}
