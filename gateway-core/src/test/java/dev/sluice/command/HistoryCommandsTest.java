package dev.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.auth.Identity;
import dev.sluice.auth.RoomPatterns;
import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.fanout.WireFormat;
import dev.sluice.limit.Limits;
import dev.sluice.message.PayloadType;
import dev.sluice.message.Refusal;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.metric.Label;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.HistoryRules;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.RecordingOutlet;
import dev.sluice.testing.Remembering;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client says and gets about what it has missed, as JSON. Clients sit on lane 0; the room is there or on lane 1. */
class HistoryCommandsTest {
    private static final int REMEMBERED = 40;
    private static final int PENDING_BYTES = 1600;

    /** What one page of a fourth of it holds. */
    private static final int PAGE = 3;

    private final ManualRooms rooms =
            new ManualRooms(2, Remembering.rules(REMEMBERED, 1 << 20, Duration.ofMinutes(10)), 1 << 20);
    private CommandDispatcher commands =
            dispatcher(Limits.builder().pendingBytes(PENDING_BYTES).build());
    private final List<Client> clients = new ArrayList<>();
    private int owner;

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void who_comes_back_gets_what_it_has_missed_and_then_what_is_new(int lane) {
        owner = lane;
        Client publisher = new Client().join();
        Client reader = new Client().join();
        publisher.publish(1, 2);
        reader.end();
        publisher.publish(3, 5);
        Client again = new Client();
        again.say(join(epoch(), 2));
        publisher.publish(6, 6);
        assertThat(again.heard().get(0))
                .isEqualTo(json("{'type':'joined','id':1,'room':'" + room() + "','epoch':'" + epoch()
                        + "','offset':5,'recovered':true}"));
        assertThat(again.heard().get(1))
                .isEqualTo(json("{'type':'message','room':'" + room() + "','offset':3,'from':'" + publisher.id
                        + "','data':3}"));
        assertThat(again.offsets()).containsExactly(3, 4, 5, 6);
        assertThat(reader.offsets()).containsExactly(1, 2);
        assertThat(rooms.reading().value(MeterName.RECOVERIES, Label.Recovery.RECOVERED))
                .isEqualTo(1);
        endAll();
    }

    @Test
    void what_is_not_remembered_is_said_and_the_present_begins() {
        Client publisher = new Client().join();
        publisher.publish(1, REMEMBERED + 1);
        Client unknownEpoch = new Client();
        unknownEpoch.say(join("nonsense", REMEMBERED));
        Client gap = new Client();
        gap.say(join(epoch(), 0));
        Client future = new Client();
        future.say(join(epoch(), REMEMBERED + 2));
        publisher.publish(REMEMBERED + 2, REMEMBERED + 2);
        for (Client client : List.of(unknownEpoch, gap, future)) {
            assertThat(client.heard().get(0))
                    .contains("\"offset\":" + (REMEMBERED + 1) + ",")
                    .endsWith("\"recovered\":false}");
            assertThat(client.offsets()).containsExactly(REMEMBERED + 2);
        }
        assertThat(rooms.reading().value(MeterName.RECOVERIES, Label.Recovery.UNRECOVERABLE))
                .isEqualTo(3);
        Client justInTime = new Client();
        justInTime.say(join(epoch(), 2));
        assertThat(justInTime.offsets()).hasSize(REMEMBERED).startsWith(3);
        endAll();
    }

    @Test
    void who_has_missed_nothing_has_recovered_though_it_was_the_last_member() {
        Client alone = new Client().join();
        String epoch = epoch();
        alone.end();
        assertThat(rooms.total(MeterName.ROOMS)).isZero();
        Client again = new Client();
        again.say(join(epoch, 0));
        assertThat(again.heard()).singleElement().asString().endsWith("\"recovered\":true}");
        endAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_slow_reader_gets_page_by_page_and_loses_nothing_of_what_is_said_meanwhile(int lane) {
        owner = lane;
        Client publisher = new Client().join();
        publisher.publish(1, 20);
        Client slow = new Client();
        slow.outlet.beSlow();
        slow.say(join(epoch(), 0));
        assertThat(slow.offsets()).hasSize(PAGE);
        publisher.publish(21, 22);
        assertThat(slow.offsets()).as("not before its turn").hasSize(PAGE);
        for (int pages = 2; slow.outlet.isWaitedFor(); pages++) {
            slow.outlet.take();
            rooms.lanes().settle();
            assertThat(slow.offsets()).hasSizeLessThanOrEqualTo(pages * PAGE);
        }
        publisher.publish(23, 23);
        assertThat(slow.offsets())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 23).boxed().toList());
        endAll();
    }

    @Test
    void rooms_take_turns_and_one_with_little_to_say_does_not_wait_for_another() {
        Client publisher = new Client().join();
        publisher.publish(1, 20);
        String epochHere = epoch();
        owner = 1;
        publisher.join().publish(1, 2);
        Client slow = new Client();
        slow.outlet.beSlow();
        owner = 0;
        slow.hear(join(epochHere, 0));
        owner = 1;
        slow.say(join(epoch(), 0));
        for (int pages = 0; pages < 2; pages++) {
            slow.outlet.take();
            rooms.lanes().settle();
        }
        assertThat(slow.heard()).filteredOn(text -> text.contains(room())).hasSize(3);
        while (slow.outlet.isWaitedFor()) {
            slow.outlet.take();
            rooms.lanes().settle();
        }
        assertThat(slow.offsets()).hasSize(22);
        endAll();
    }

    @Test
    void who_reads_more_slowly_than_the_room_forgets_is_closed_and_gets_no_broken_run() {
        Client publisher = new Client().join();
        publisher.publish(1, 20);
        Client slow = new Client();
        slow.outlet.beSlow();
        slow.say(join(epoch(), 0));
        publisher.publish(21, 20 + REMEMBERED);
        slow.outlet.take();
        rooms.lanes().settle();
        assertThat(slow.outlet.isClosedSlow()).isTrue();
        publisher.publish(100, 100);
        assertThat(slow.offsets()).hasSize(PAGE);
        assertThat(rooms.reading().value(MeterName.RECOVERIES, Label.Recovery.OVERTAKEN))
                .isEqualTo(1);
        endAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void who_leaves_in_the_middle_gets_no_more_and_may_come_back(int lane) {
        owner = lane;
        Client publisher = new Client().join();
        publisher.publish(1, 20);
        Client slow = new Client();
        slow.outlet.beSlow();
        slow.say(join(epoch(), 0));
        slow.say("{'type':'leave','id':2,'room':'" + room() + "'}");
        slow.outlet.take();
        rooms.lanes().settle();
        publisher.publish(21, 21);
        assertThat(slow.offsets()).hasSize(PAGE);
        assertThat(slow.heard()).last().asString().contains("\"left\"");
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(1);
        slow.say(join(epoch(), PAGE));
        while (slow.outlet.isWaitedFor()) {
            slow.outlet.take();
            rooms.lanes().settle();
        }
        assertThat(slow.offsets())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 21).boxed().toList());
        endAll();
    }

    @Test
    void who_leaves_before_its_turn_is_answered_in_order() {
        owner = 1;
        Client publisher = new Client().join();
        publisher.publish(1, 20);
        String epoch = epoch();
        Client slow = new Client();
        slow.outlet.beSlow();
        slow.say(join(epoch, 0));
        owner = 0;
        slow.say(join("any", 0));
        slow.say("{'type':'leave','id':2,'room':'" + room() + "'}");
        assertThat(slow.heard())
                .filteredOn(text -> text.contains(room()))
                .satisfiesExactly(
                        joined -> assertThat(joined).contains("joined").endsWith("\"recovered\":false}"),
                        left -> assertThat(left).contains("left"));
        endAll();
    }

    @Test
    void a_message_of_a_raw_member_is_remembered_as_what_it_is() {
        Client envelope = new Client().join();
        String epoch = epoch();
        envelope.end();
        ManualRooms.Client raw = rooms.client(0, WireFormat.RAW, new RoomName(room()));
        rooms.lanes().lane(0).turn(raw::join);
        rooms.lanes().lane(0).turn(() -> {
            raw.publishRaw("say \"hi\"");
            raw.publish(PayloadType.BINARY, "\u0001\u0002", raw.seat());
        });
        Client again = new Client();
        again.say(join(epoch, 0));
        assertThat(again.heard().get(1)).endsWith(json("'data':'say \\'hi\\''}").replace("\\\"", "\\\""));
        assertThat(again.heard().get(2)).endsWith(json(",'encoding':'base64','data':'AQI='}"));
        assertThat(raw.messages()).as("not to oneself").isEmpty();
        rooms.lanes().lane(0).turn(raw::leave);
        endAll();
    }

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
        endAll();
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
        endAll();
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
        endAll();
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
        endAll();
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
        endAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_room_that_knows_keys_alone_has_nothing_to_recover_from(int lane) {
        rooms.namespaces(Namespaces.OPEN);
        rooms.lanes().settle();
        owner = lane;
        Client publisher = new Client().join();
        String epoch = epoch();
        publisher.say(keyed("k", 1));
        publisher.publish(2, 2);
        Client again = new Client();
        again.say(join(epoch, 1));
        assertThat(again.heard()).singleElement().asString().endsWith("\"offset\":2,\"recovered\":false}");
        publisher.publish(3, 3);
        assertThat(again.offsets()).containsExactly(3);
        endAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void what_was_said_while_rules_forbade_to_remember_it_leaves_no_wrong_offsets(int lane) {
        owner = lane;
        Client publisher = new Client().join();
        String epoch = epoch();
        publisher.publish(1, 2);
        rooms.namespaces(Namespaces.OPEN);
        rooms.lanes().settle();
        publisher.publish(3, 3);
        Client meanwhile = new Client();
        rooms.namespaces(Remembering.everywhere(REMEMBERED, 1 << 20, Duration.ofMinutes(10)));
        rooms.lanes().settle();
        meanwhile.say(join(epoch, 2));
        assertThat(meanwhile.heard()).singleElement().asString().endsWith("\"recovered\":false}");
        publisher.publish(4, 4);
        Client behind = new Client();
        behind.say(join(epoch, 2));
        assertThat(behind.heard()).singleElement().asString().endsWith("\"recovered\":false}");
        Client again = new Client();
        again.say(join(epoch, 3));
        assertThat(again.offsets()).containsExactly(4);
        again.say(history("'limit':9"));
        assertThat(again.pages()).containsExactly("4");
        endAll();
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
        endAll();
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
        endAll();
    }

    private CommandDispatcher dispatcher(Limits limits) {
        return new CommandDispatcher(rooms.directory(0), limits, new LaneMeters());
    }

    private void endAll() {
        clients.forEach(Client::end);
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isZero();
        assertThat(rooms.buffers().unreleasedBytes()).isZero();
        rooms.lanes().pass(Duration.ofHours(1));
        rooms.sweep();
        assertThat(rooms.total(MeterName.HISTORY_BYTES)).isZero();
    }

    private String room() {
        return rooms.roomOf(owner).text();
    }

    /** As a client that has just joined is told. */
    private String epoch() {
        Client probe = new Client();
        probe.join();
        String joined = probe.heard().get(0);
        probe.end();
        return between(joined, "\"epoch\":\"", "\"");
    }

    private String since(int offset) {
        return "{'epoch':'" + epoch() + "','offset':" + offset + "}";
    }

    private String join(String epoch, int offset) {
        return "{'type':'join','id':1,'room':'" + room() + "','since':{'epoch':'" + epoch + "','offset':" + offset
                + "}}";
    }

    private String history(String more) {
        return "{'type':'history','id':4,'room':'" + room() + "'," + more + "}";
    }

    private String keyed(String key, int id) {
        return "{'type':'publish','id':" + id + ",'room':'" + room() + "','data':1,'key':'" + key + "'}";
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String between(String text, String before, String behind) {
        int start = text.indexOf(before) + before.length();
        return text.substring(start, text.indexOf(behind, start));
    }

    private final class Client {
        private final SessionId id = new SessionId(clients.size() + 1L, 0);
        private final JsonMessageCodec codec = new JsonMessageCodec();
        private final RecordingOutlet outlet = new RecordingOutlet(rooms.lanes().lane(0), WireFormat.ENVELOPE);
        private final Member member;
        private boolean ended;

        Client() {
            this("");
        }

        Client(String user) {
            Identity identity = new Identity(user, Optional.empty(), RoomPatterns.ALL, RoomPatterns.ALL);
            member = new Member(id, () -> identity, 0, outlet, reply -> {
                ByteBuf json = Unpooled.buffer();
                codec.encode(reply, json);
                outlet.messages().add(json.toString(StandardCharsets.UTF_8));
            });
            clients.add(this);
        }

        Client join() {
            say("{'type':'join','id':0,'room':'" + room() + "'}");
            return this;
        }

        void publish(int first, int last) {
            for (int i = first; i <= last; i++) {
                say("{'type':'publish','room':'" + room() + "','data':" + i + "}");
            }
        }

        /** Says something, and everything that follows from it happens. */
        void say(String text) {
            hear(text);
            rooms.lanes().settle();
        }

        void hear(String text) {
            rooms.lanes().lane(0).turn(() -> {
                try {
                    commands.dispatch(
                            member, codec.decode(Unpooled.copiedBuffer(json(text), StandardCharsets.UTF_8)), 0);
                } catch (Refusal refusal) {
                    commands.refuse(member, refusal);
                }
            });
        }

        void end() {
            if (!ended) {
                ended = true;
                rooms.lanes().lane(0).turn(() -> commands.leaveAll(member));
                rooms.lanes().settle();
                outlet.close();
            }
        }

        List<String> heard() {
            return outlet.messages();
        }

        /** Of the messages that rooms have sent. */
        List<Integer> offsets() {
            return heard().stream()
                    .filter(text -> text.startsWith("{\"type\":\"message\""))
                    .map(text -> Integer.valueOf(between(text, "\"offset\":", ",")))
                    .toList();
        }

        /** The offsets of each page of history, and a plus where there is more. */
        List<String> pages() {
            return heard().stream()
                    .filter(text -> text.startsWith("{\"type\":\"history\""))
                    .map(text -> {
                        List<String> words = new ArrayList<>();
                        String[] messages = text.split("\"type\":\"message\"", -1);
                        for (int i = 1; i < messages.length; i++) {
                            words.add(between(messages[i], "\"offset\":", ","));
                        }
                        if (text.contains("\"more\":true")) {
                            words.add("+");
                        }
                        return String.join(" ", words);
                    })
                    .toList();
        }
    }
}
