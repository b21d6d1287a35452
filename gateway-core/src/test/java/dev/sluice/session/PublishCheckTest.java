package dev.sluice.session;

import static dev.sluice.session.ClientHouse.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.auth.PublishCheck;
import dev.sluice.auth.PublishVerdict;
import dev.sluice.limit.SharedCount;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.AccessRules;
import dev.sluice.namespace.HistoryRules;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.session.ClientHouse.Client;
import dev.sluice.testing.AskedPolicy;
import dev.sluice.testing.ManualLane;
import dev.sluice.testing.ManualRooms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients on lane 0 whose messages somebody is asked about, whether the room is on their own lane or on another. */
class PublishCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MOST_OF_SESSION = 64;
    private static final int PLACES = 100;
    private static final Namespaces ASKING = new Namespaces(RoomRules.builder()
            .access(AccessRules.OPEN.askingAboutMessages())
            .history(new HistoryRules(100, 1 << 20, Duration.ofMinutes(10)))
            .build());

    private final ManualRooms rooms = new ManualRooms(2, ASKING);
    private final ManualLane lane = rooms.lanes().lane(0);
    private final ClientHouse house = new ClientHouse(rooms);
    private final AskedPolicy policy = new AskedPolicy();
    private final SharedCount places = new SharedCount(PLACES);

    PublishCheckTest() {
        house.commands().ask(new PublishCheck(policy, TIMEOUT), lane, places);
    }

    @AfterEach
    void nothing_is_held_when_all_are_gone() {
        house.endAll();
        pass(TIMEOUT);
        assertThat(lane.memory().pieces().used()).isZero();
        assertThat(places.open()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_room_gets_what_is_allowed_when_that_is_known(int owner) {
        Client client = member(owner);
        client.say("{'type':'publish','id':1,'room':'%s','data': {'a' : 1.50}}", owner);
        assertThat(rooms.taken()).isEmpty();
        assertThat(client.told()).isEmpty();
        AskedPolicy.Asked asked = policy.question(0);
        assertThat(asked.question().room()).isEqualTo(rooms.roomOf(owner));
        assertThat(asked.question().session()).isEqualTo(client.session().id());
        assertThat(asked.question().identity().isAnonymous()).isTrue();
        assertThat(asked.question().data()).isEqualTo(json("{'a' : 1.50}"));
        assertThat(asked.question().toString()).doesNotContain("1.50");
        house.turn(asked::allow);
        assertThat(taken()).containsExactly(json("{'a' : 1.50}"));
        assertThat(client.next())
                .isEqualTo(json("{'type':'published','id':1,'room':'%s','offset':1}".formatted(rooms.roomOf(owner))));
        assertThat(checks(Label.PublishCheck.ALLOWED)).isEqualTo(1);
        assertThat(house.errors()).isZero();
    }

    @Test
    void nobody_gets_what_is_not_allowed_and_its_publisher_learns_why() {
        Client client = member(1);
        client.say("{'type':'publish','id':1,'room':'%s','data':1}", 1);
        client.say("{'type':'publish','id':2,'room':'%s','data':2}", 1);
        client.say("{'type':'publish','id':3,'room':'%s','data':'throw'}", 1);
        client.say("{'type':'publish','id':4,'room':'%s','data':4}", 1);
        house.turn(policy.question(0)::deny);
        assertThat(client.next())
                .isEqualTo(json("{'type':'error','id':1,'code':'forbidden',"
                        + "'message':'the backend does not take this message'}"));
        house.turn(() -> policy.question(1).answer().accept(PublishVerdict.UNAVAILABLE));
        assertThat(client.next()).contains("\"id\":2,\"code\":\"unavailable\"");
        assertThat(client.next()).contains("\"id\":3,\"code\":\"unavailable\"").doesNotContain("throw");
        pass(TIMEOUT);
        assertThat(client.next()).contains("\"id\":4,\"code\":\"unavailable\"");
        house.turn(policy.question(2)::allow);
        assertThat(taken()).as("an answer that is too late means nothing").isEmpty();
        assertThat(client.told()).isEmpty();
        assertThat(checks(Label.PublishCheck.DENIED)).isEqualTo(1);
        assertThat(checks(Label.PublishCheck.FAILED)).isEqualTo(2);
        assertThat(checks(Label.PublishCheck.TIMEOUT)).isEqualTo(1);
        assertThat(house.errors()).isEqualTo(4);
    }

    @Test
    void in_a_room_a_sessions_messages_keep_their_order_and_other_rooms_do_not_wait() {
        Client client = member(0, 1);
        client.say("{'type':'publish','room':'%s','data':1}", 0);
        client.say("{'type':'publish','room':'%s','data':2}", 0);
        client.say("{'type':'publish','room':'%s','data':3}", 0);
        client.say("{'type':'publish','room':'%s','data':4}", 1);
        house.turn(policy.question(2)::allow);
        assertThat(taken()).isEmpty();
        house.turn(policy.question(3)::allow);
        assertThat(taken()).containsExactly("4");
        house.turn(policy.question(0)::allow);
        assertThat(taken()).containsExactly("4", "1");
        house.turn(policy.question(1)::deny);
        assertThat(taken()).containsExactly("4", "1", "3");
        assertThat(client.next()).contains("\"forbidden\"").doesNotContain("\"id\"");
    }

    @Test
    void an_answer_counts_once() {
        Client client = member(0);
        client.say("{'type':'publish','id':1,'room':'%s','data':1}", 0);
        house.turn(() -> {
            policy.question(0).deny();
            policy.question(0).allow();
        });
        assertThat(taken()).isEmpty();
        assertThat(places.open()).isZero();
    }

    @Test
    void a_message_that_comes_again_is_published_once() {
        Client client = member(0);
        client.say("{'type':'publish','id':1,'room':'%s','key':'k','data':1}", 0);
        client.say("{'type':'publish','id':2,'room':'%s','key':'k','data':1}", 0);
        house.turn(policy.question(0)::allow);
        house.turn(policy.question(1)::allow);
        assertThat(taken()).containsExactly("1");
        assertThat(client.next()).contains("\"id\":1").doesNotContain("duplicate");
        assertThat(client.next()).contains("\"id\":2").contains("\"offset\":1,\"duplicate\":true");
    }

    @Test
    void who_has_left_the_room_meanwhile_is_told_so_also_when_it_is_back() {
        Client client = member(0);
        client.say("{'type':'publish','id':1,'room':'%s','data':1}", 0);
        client.say("{'type':'leave','room':'%s'}", 0);
        client.say("{'type':'join','room':'%s'}", 0);
        house.turn(policy.question(0)::allow);
        assertThat(taken()).isEmpty();
        assertThat(client.next()).contains("\"id\":1,\"code\":\"not-a-member\"");
    }

    @Test
    void with_a_session_goes_what_it_wanted_to_say_but_a_question_takes_its_place_until_it_is_over() {
        Client client = member(0);
        client.say("{'type':'publish','id':1,'room':'%s','data':1}", 0);
        client.say("{'type':'publish','id':2,'room':'%s','data':2}", 0);
        house.turn(policy.question(1)::allow);
        house.end(client);
        assertThat(places.open()).isEqualTo(1);
        house.turn(policy.question(0)::allow);
        assertThat(places.open()).isZero();
        assertThat(lane.memory().pieces().used()).isZero();
        assertThat(taken()).isEmpty();
    }

    @Test
    void only_so_many_messages_of_a_session_wait() {
        Client client = member(0);
        for (int i = 1; i <= MOST_OF_SESSION + 1; i++) {
            client.say("{'type':'publish','id':" + i + ",'room':'%s','data':1}", 0);
        }
        assertThat(policy.questions()).hasSize(MOST_OF_SESSION);
        assertThat(client.next()).contains("\"id\":65,\"code\":\"rate-limited\"");
        house.turn(policy.question(0)::allow);
        client.next();
        client.say("{'type':'publish','id':66,'room':'%s','data':1}", 0);
        assertThat(policy.questions()).hasSize(MOST_OF_SESSION + 1);
        assertThat(checks(Label.PublishCheck.OVER_LIMIT)).isEqualTo(1);
    }

    @Test
    void only_so_many_bytes_of_a_session_wait_but_one_message_of_any_size_does() {
        Client client = member(0);
        String large = "0".repeat(1 << 20);
        client.say("{'type':'publish','id':1,'room':'%s','data':'" + large + "'}", 0);
        assertThat(policy.questions()).hasSize(1);
        client.say("{'type':'publish','id':2,'room':'%s','data':1}", 0);
        assertThat(client.next()).contains("\"id\":2,\"code\":\"rate-limited\"");
        assertThat(lane.memory().pieces().used()).isGreaterThan(large.length());
        house.turn(policy.question(0)::allow);
        assertThat(taken()).singleElement().asString().contains(large);
    }

    @Test
    void only_so_many_messages_of_all_wait() {
        List<Client> many = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            many.add(member(0));
            many.get(i).say("{'type':'publish','id':1,'room':'%s','data':1}", 0);
        }
        Client late = member(0);
        late.say("{'type':'publish','id':1,'room':'%s','data':1}", 0);
        assertThat(late.next()).contains("\"rate-limited\"");
        house.turn(policy.question(7)::deny);
        late.say("{'type':'publish','id':2,'room':'%s','data':1}", 0);
        assertThat(policy.questions()).hasSize(PLACES + 1);
    }

    @Test
    void other_rules_do_not_let_a_message_overtake_those_that_wait() {
        Client client = member(0);
        client.say("{'type':'publish','room':'%s','data':1}", 0);
        rooms.namespaces(Namespaces.OPEN);
        client.say("{'type':'publish','room':'%s','data':2}", 0);
        assertThat(taken()).isEmpty();
        house.turn(policy.question(1)::allow);
        house.turn(policy.question(0)::allow);
        client.say("{'type':'publish','room':'%s','data':3}", 0);
        assertThat(policy.questions()).hasSize(2);
        assertThat(taken()).containsExactly("1", "2", "3");
    }

    @Test
    void where_nobody_can_be_asked_nothing_is_taken() {
        Client client = house.envelope(house.dispatcher());
        client.say("{'type':'join','room':'%s'}", 0);
        client.say("{'type':'publish','id':1,'room':'%s','data':1}", 0);
        assertThat(client.next()).contains("\"id\":1,\"code\":\"unavailable\"");
        assertThat(taken()).isEmpty();
    }

    @Test
    void a_raw_client_may_listen_there() {
        Client raw = house.raw(rooms.roomOf(0));
        assertThat(raw.closes()).isEmpty();
        raw.sayRaw("hello");
        assertThat(raw.closes()).containsExactly(4003);
        assertThat(policy.questions()).isEmpty();
        assertThat(taken()).isEmpty();
    }

    private List<String> taken() {
        return rooms.taken().stream().map(ManualRooms.Taken::payload).toList();
    }

    private long checks(Label.PublishCheck result) {
        return house.reading().value(MeterName.PUBLISH_CHECKS, result);
    }

    private void pass(Duration time) {
        rooms.lanes().pass(time);
        house.turn(house.commands()::tick);
    }

    /** In the rooms of these lanes. */
    private Client member(int... owners) {
        Client client = house.envelope();
        for (int owner : owners) {
            client.say("{'type':'join','room':'%s'}", owner);
        }
        return client;
    }
}
