package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.command.CommandDispatcher;
import dev.sluice.fanout.WireFormat;
import dev.sluice.limit.Limits;
import dev.sluice.message.MessageKind;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.metric.MeterReading;
import dev.sluice.namespace.RoomRules;
import dev.sluice.testing.FakeLink;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.Rules;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An envelope session on lane 0 that asks who is in a room, here or on lane 1. */
class PresenceConversationTest {
    private final LaneMeters meters = new LaneMeters();
    private final FakeLink link = new FakeLink();
    private ManualRooms rooms;
    private Session session;
    private String room;

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_member_is_told_who_is_there_a_page_at_a_time(int owner) {
        start(Rules.PRESENCE, owner);
        say("{'type':'join','room':'R'}");
        say("{'type':'presence','id':5,'room':'R'}");
        assertThat(heard())
                .isEqualTo("{'type':'presence','id':5,'room':'R','count':1,'members':[{'session':'" + session.id()
                        + "','user':null,'info':null}]}");
        ManualRooms.Client other = rooms.client(1, WireFormat.RAW, rooms.roomOf(owner));
        rooms.lanes().lane(1).turn(other::join);
        rooms.lanes().settle();
        say("{'type':'presence','id':6,'room':'R','limit':0}");
        assertThat(heard()).isEqualTo("{'type':'presence','id':6,'room':'R','count':2,'members':[]}");
        say("{'type':'presence','id':7,'room':'R','limit':1}");
        String first = heard();
        String next = first.substring(first.indexOf("'next':'") + 8, first.length() - 2);
        assertThat(first).contains("'members':[{'session':'" + next + "',");
        say("{'type':'presence','id':8,'room':'R','limit':100000,'after':'" + next + "'}");
        assertThat(heard())
                .contains("'session':'" + (next.equals(other.id().toString()) ? session.id() : other.id()) + "',")
                .doesNotContain("next");
        say("{'type':'presence','room':'R'}");
        assertThat(link.sent()).as("without an id there is no answer").isEmpty();
    }

    @Test
    void who_is_no_member_is_not_told() {
        start(Rules.PRESENCE, 1);
        say("{'type':'presence','id':5,'room':'R'}");
        assertThat(heard()).startsWith("{'type':'error','id':5,'code':'not-a-member',");
        say("{'type':'join','room':'R'}");
        say("{'type':'leave','room':'R'}");
        say("{'type':'presence','id':6,'room':'R'}");
        assertThat(heard()).startsWith("{'type':'error','id':6,'code':'not-a-member',");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_room_without_presence_says_so(int owner) {
        start(RoomRules.OPEN, owner);
        say("{'type':'join','room':'R'}");
        say("{'type':'presence','id':5,'room':'R'}");
        assertThat(heard()).startsWith("{'type':'error','id':5,'code':'unavailable',");
        say("{'type':'presence','room':'R'}");
        assertThat(heard()).startsWith("{'type':'error','code':'unavailable',");
        assertThat(MeterReading.of(List.of(meters)).total(MeterName.COMMAND_ERRORS))
                .isEqualTo(2);
    }

    private void start(RoomRules rules, int owner) {
        rooms = new ManualRooms(2, rules);
        room = rooms.roomOf(owner).text();
        Sessions sessions =
                new Sessions(rooms.lanes().lane(0), meters, Limits.defaults(), Liveness.defaults(), new Random(1));
        session = sessions.open(
                link,
                opened -> new EnvelopeConversation(
                        opened,
                        new JsonMessageCodec(),
                        new CommandDispatcher(rooms.directory(0), Limits.defaults(), meters),
                        rooms.directory(0),
                        Duration.ofSeconds(25)));
        link.sent().clear();
    }

    /** The client says something, R being the room, and everything that follows from it happens. */
    private void say(String text) {
        String json = text.replace("'R'", "'" + room + "'").replace('\'', '"');
        rooms.lanes()
                .lane(0)
                .turn(() -> session.onMessage(MessageKind.TEXT, Unpooled.copiedBuffer(json, StandardCharsets.UTF_8)));
        rooms.lanes().settle();
    }

    private String heard() {
        assertThat(link.sent()).hasSize(1);
        return link.sent().remove(0).replace('"', '\'').replace("'" + room + "'", "'R'");
    }
}
