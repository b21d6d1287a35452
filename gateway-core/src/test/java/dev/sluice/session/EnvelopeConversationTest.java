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
import dev.sluice.protocol.websocket.CloseCode;
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
import org.junit.jupiter.params.provider.CsvSource;

/** An envelope session on lane 0: what a client says, and what it is told. A room on lane 1 answers as one on lane 0 does. */
class EnvelopeConversationTest {
    private static final int MOST_ROOMS = 2;

    private final ManualRooms rooms = new ManualRooms(2);
    private final String here = rooms.roomOf(0).text();
    private final String there = rooms.roomOf(1).text();
    private final LaneMeters meters = new LaneMeters();
    private final Sessions sessions =
            new Sessions(rooms.lanes().lane(0), meters, Limits.defaults(), Liveness.defaults(), new Random(1));
    private final FakeLink link = new FakeLink();
    private final Session session = sessions.open(link, this::converse);

    @AfterEach
    void nothing_is_left_when_the_session_ends() {
        rooms.lanes().lane(0).turn(() -> sessions.end(session, CloseReason.NORMAL));
        rooms.lanes().settle();
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isZero();
        assertThat(rooms.total(MeterName.ROOMS)).isZero();
        assertThat(rooms.buffers().unreleasedBytes()).isZero();
    }

    @Test
    void the_first_word_is_a_welcome() {
        assertThat(link.sent()).containsExactly(json("{'type':'welcome','session':'" + session.id() + "','ping':25}"));
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void a_client_joins_publishes_and_leaves(int owner) {
        String room = rooms.roomOf(owner).text();
        expectNext("welcome");
        say("{'type':'join','id':1,'room':'" + room + "'}");
        assertThat(expectNext("joined"))
                .contains("\"id\":1,\"room\":\"" + room + "\",\"epoch\":\"")
                .endsWith("\"offset\":0}");
        say("{'type':'publish','id':2,'room':'" + room + "','data':{}}");
        say("{'type':'publish','room':'" + room + "','data':[]}");
        assertThat(expectNext("published"))
                .isEqualTo(json("{'type':'published','id':2,'room':'" + room + "','offset':1}"));
        say("{'type':'leave','id':3,'room':'" + room + "'}");
        assertThat(expectNext("left")).isEqualTo(json("{'type':'left','id':3,'room':'" + room + "'}"));
        assertThat(rooms.taken()).extracting(ManualRooms.Taken::payload).containsExactly("{}", "[]");
        assertThat(link.sent()).isEmpty();
    }

    @Test
    void without_an_id_nothing_is_answered_but_errors() {
        expectNext("welcome");
        say("{'type':'join','room':'" + there + "'}");
        say("{'type':'publish','room':'" + there + "','data':1}");
        say("{'type':'leave','room':'" + there + "'}");
        assertThat(link.sent()).isEmpty();
        say("{'type':'leave','room':'" + there + "'}");
        assertThat(expectNext("error")).startsWith(json("{'type':'error','code':'not-a-member',"));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'publish','id':1,'room':'r','data':1} | not-a-member",
                "{'type':'leave','id':1,'room':'r'}            | not-a-member",
                "{'type':'join','id':1,'room':''}              | bad-room",
                "{'type':'join','id':1,'room':'\\u0000'}       | bad-room",
                "{'type':'join','id':1,'room':'\\ud800'}       | bad-room",
                "{'type':'dance','id':1}                       | unknown-type",
                "{'id':1}                                      | bad-message",
            })
    void what_may_not_be_done_is_answered_by_an_error(String message, String code) {
        expectNext("welcome");
        say(message);
        assertThat(expectNext("error")).startsWith(json("{'type':'error','id':1,'code':'" + code + "','message':'"));
        assertThat(MeterReading.of(List.of(meters)).total(MeterName.COMMAND_ERRORS))
                .isEqualTo(1);
        assertThat(link.isClosed()).isFalse();
    }

    @Test
    void a_room_is_joined_once_and_no_more_rooms_than_the_limit() {
        expectNext("welcome");
        say("{'type':'join','room':'" + here + "'}");
        say("{'type':'join','id':1,'room':'" + here + "'}");
        assertThat(expectNext("error")).contains("already-joined");
        say("{'type':'join','room':'" + there + "'}");
        say("{'type':'join','id':2,'room':'third'}");
        assertThat(expectNext("error")).contains("too-many-rooms");
        say("{'type':'leave','room':'" + here + "'}");
        say("{'type':'join','id':3,'room':'third'}");
        expectNext("joined");
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(MOST_ROOMS);
    }

    @Test
    void leaving_before_the_room_has_answered_is_answered_in_order() {
        expectNext("welcome");
        rooms.lanes().lane(0).turn(() -> {
            hear("{'type':'join','id':1,'room':'" + there + "'}");
            hear("{'type':'leave','id':2,'room':'" + there + "'}");
            hear("{'type':'join','id':3,'room':'" + there + "'}");
        });
        rooms.lanes().settle();
        expectNext("joined");
        expectNext("left");
        assertThat(expectNext("joined")).contains("\"id\":3");
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(1);
    }

    @Test
    void a_tenth_bad_message_in_a_row_ends_the_session_and_a_good_one_begins_the_count_again() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 9; i++) {
                say("nonsense");
            }
            assertThat(link.isClosed()).isFalse();
            say(round == 0 ? "{'type':'ping'}" : "{'type':'leave','room':'r'}");
        }
        for (int i = 0; i < 10; i++) {
            assertThat(link.isClosed()).isFalse();
            say("{'type':'join','room':''}");
        }
        assertThat(link.closes()).extracting(CloseReason::code).containsExactly(CloseCode.POLICY);
    }

    @Test
    void a_binary_message_ends_the_session() {
        session.onMessage(MessageKind.BINARY, Unpooled.EMPTY_BUFFER);
        assertThat(link.closes()).extracting(CloseReason::code).containsExactly(CloseCode.TYPE_NOT_ACCEPTED);
    }

    @Test
    void a_publisher_is_not_read_from_while_the_other_lanes_are_behind() {
        say("{'type':'join','room':'" + there + "'}");
        String large = "{'type':'publish','room':'" + there + "','data':'" + "x".repeat(60_000) + "'}";
        rooms.lanes().lane(0).turn(() -> {
            for (int i = 0; i < 1000 && !link.isReadingPaused(); i++) {
                hear(large);
            }
        });
        assertThat(link.isReadingPaused()).isTrue();
        rooms.lanes().settle();
        assertThat(link.isReadingPaused()).isFalse();
    }

    @Test
    void a_relay_is_in_its_room_from_its_opening_to_its_end() {
        RoomName room = rooms.roomOf(1);
        List<Session> relays = new ArrayList<>();
        rooms.lanes()
                .lane(0)
                .turn(() -> relays.add(sessions.open(
                        new FakeLink(), opened -> new RelayConversation(opened, rooms.directory(0), room))));
        rooms.lanes().lane(0).turn(() -> {
            relays.get(0).onMessage(MessageKind.TEXT, Unpooled.copiedBuffer("hi", StandardCharsets.UTF_8));
            relays.get(0).onMessage(MessageKind.BINARY, Unpooled.wrappedBuffer(new byte[] {1}));
        });
        rooms.lanes().settle();
        assertThat(rooms.taken()).extracting(ManualRooms.Taken::payload).containsExactly("hi", "\u0001");
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(1);
        rooms.lanes().lane(0).turn(() -> sessions.end(relays.get(0), CloseReason.NORMAL));
        rooms.lanes().settle();
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isZero();
    }

    private Conversation converse(Session opened) {
        Limits limits = Limits.builder().roomsPerSession(MOST_ROOMS).build();
        return new EnvelopeConversation(
                opened,
                new JsonMessageCodec(),
                new CommandDispatcher(rooms.directory(0), limits, meters),
                rooms.directory(0),
                Duration.ofSeconds(25));
    }

    /** The client says something, and everything that follows from it happens. */
    private void say(String text) {
        rooms.lanes().lane(0).turn(() -> hear(text));
        rooms.lanes().settle();
    }

    private void hear(String text) {
        session.onMessage(MessageKind.TEXT, Unpooled.copiedBuffer(json(text), StandardCharsets.UTF_8));
    }

    private String expectNext(String type) {
        assertThat(link.sent()).isNotEmpty();
        String next = link.sent().remove(0);
        assertThat(next).startsWith("{\"type\":\"" + type + "\"");
        return next;
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
