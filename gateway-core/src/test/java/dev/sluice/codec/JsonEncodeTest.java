package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.ErrorCode;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomName;
import dev.sluice.message.ServerMessage;
import dev.sluice.message.SessionId;
import dev.sluice.message.StreamPosition;
import dev.sluice.testing.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway says in an envelope, to the last character. */
class JsonEncodeTest {
    private static final SessionId FROM = new SessionId(0x0102_0304_0506_0708L, 0x090A_0B0C);

    private final JsonMessageCodec codec = new JsonMessageCodec();

    @Test
    void each_answer_is_one_object() {
        assertThat(encode(new ServerMessage.Welcome(FROM, Duration.ofSeconds(25))))
                .isEqualTo("{'type':'welcome','session':'AQIDBAUGBwgJCgsM','ping':25}");
        assertThat(encode(new ServerMessage.Joined(1, "chat:a", new StreamPosition("e1", 42))))
                .isEqualTo("{'type':'joined','id':1,'room':'chat:a','epoch':'e1','offset':42}");
        assertThat(encode(new ServerMessage.Joined(1, "chat:a", new StreamPosition("e1", 42), Optional.of(true))))
                .isEqualTo("{'type':'joined','id':1,'room':'chat:a','epoch':'e1','offset':42,'recovered':true}");
        assertThat(encode(new ServerMessage.Published(3, "chat:a", 43, true)))
                .isEqualTo("{'type':'published','id':3,'room':'chat:a','offset':43,'duplicate':true}");
        assertThat(encode(new ServerMessage.Left(2, "chat:a"))).isEqualTo("{'type':'left','id':2,'room':'chat:a'}");
        assertThat(encode(new ServerMessage.Published(3, "chat:a", 43)))
                .isEqualTo("{'type':'published','id':3,'room':'chat:a','offset':43}");
        assertThat(encode(new ServerMessage.Pong(7))).isEqualTo("{'type':'pong','id':7}");
        assertThat(encode(new ServerMessage.Failed(OptionalLong.of(3), ErrorCode.NOT_A_MEMBER, "join first")))
                .isEqualTo("{'type':'error','id':3,'code':'not-a-member','message':'join first'}");
        assertThat(encode(new ServerMessage.Failed(OptionalLong.empty(), ErrorCode.BAD_MESSAGE, "no")))
                .isEqualTo("{'type':'error','code':'bad-message','message':'no'}");
    }

    @Test
    void a_page_of_history_holds_the_messages_as_they_were_sent() {
        StreamPosition position = new StreamPosition("e1", 42);
        assertThat(encode(new ServerMessage.History(4, "r", position, List.of(), false)))
                .isEqualTo("{'type':'history','id':4,'room':'r','epoch':'e1','offset':42,'more':false,'messages':[]}");
        List<Publication> two = List.of(
                publication("r", 41, PayloadType.JSON, Bytes.buffer("7b 7d")),
                publication("r", 42, PayloadType.TEXT, Bytes.buffer("61")));
        assertThat(encode(new ServerMessage.History(4, "r", position, two, true)))
                .isEqualTo("{'type':'history','id':4,'room':'r','epoch':'e1','offset':42,'more':true,'messages':["
                        + "{'type':'message','room':'r','offset':41,'from':'AQIDBAUGBwgJCgsM','data':{}},"
                        + "{'type':'message','room':'r','offset':42,'from':'AQIDBAUGBwgJCgsM','data':'a'}]}");
    }

    @Test
    void what_a_backend_does_is_told_without_an_id() {
        assertThat(encode(new ServerMessage.Seated("chat:a", new StreamPosition("e1", 42))))
                .isEqualTo("{'type':'joined','room':'chat:a','epoch':'e1','offset':42}");
        assertThat(encode(new ServerMessage.Unseated("chat:a"))).isEqualTo("{'type':'left','room':'chat:a'}");
    }

    @Test
    void what_a_backend_says_is_from_nobody_and_to_one_alone_in_no_room() {
        Message message = Message.borrowing(PayloadType.BINARY, Bytes.buffer("00"), SessionId.NONE, null, 0);
        ByteBuf out = Unpooled.buffer();
        codec.encodePublication(new Publication(new RoomName("r"), 1, message), out);
        assertThat(out.toString(StandardCharsets.UTF_8).replace('"', '\''))
                .isEqualTo("{'type':'message','room':'r','offset':1,'encoding':'base64','data':'AA=='}");
        assertThat(encode(new ServerMessage.Told(message)))
                .isEqualTo("{'type':'message','encoding':'base64','data':'AA=='}");
    }

    @Test
    void a_ping_interval_under_a_second_is_told_as_one() {
        assertThat(encode(new ServerMessage.Welcome(FROM, Duration.ofMillis(200))))
                .endsWith("'ping':1}");
    }

    @Test
    void a_name_of_a_room_is_quoted() {
        assertThat(encode(new ServerMessage.Left(2, "a\"\\ä😀")))
                .isEqualTo("{'type':'left','id':2,'room':'a\\'\\\\ä😀'}");
        assertThat(encode("a\"\\ä😀", 1, PayloadType.JSON, "31")).contains("'room':'a\\'\\\\ä😀',");
        assertThat(encode("other", 1, PayloadType.JSON, "31")).contains("'room':'other',");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "alice,         alice",
        "'a\"\\b',       a\\'\\\\b",
        "ä😀,           ä😀",
        "half \uD83D,   half ?",
    })
    void a_user_is_quoted_and_stands_behind_the_session(String user, String quoted) {
        Message message = Message.borrowing(PayloadType.JSON, Bytes.buffer("31"), FROM, null, 0)
                .by(user);
        ByteBuf out = Unpooled.buffer();
        codec.encodePublication(new Publication(new RoomName("r"), 1, message.detach()), out);
        assertThat(out.toString(StandardCharsets.UTF_8).replace('"', '\''))
                .endsWith("'from':'AQIDBAUGBwgJCgsM','user':'" + quoted + "','data':1}");
    }

    @Test
    void a_gap_says_from_which_offset_to_which_where_that_is_known() {
        assertThat(encode(new ServerMessage.Gap("r", 2, 11))).isEqualTo("{'type':'gap','room':'r','from':2,'to':11}");
        assertThat(encode(new ServerMessage.Gap("r", 0, 0))).isEqualTo("{'type':'gap','room':'r'}");
    }

    @Test
    void json_goes_out_as_it_came() {
        assertThat(encode("r", 43, PayloadType.JSON, "7b 20 7d"))
                .isEqualTo("{'type':'message','room':'r','offset':43,'from':'AQIDBAUGBwgJCgsM','data':{ }}");
    }

    @ParameterizedTest(name = "bytes {0}")
    @CsvSource({
        "'',             ''",
        "616263,         abc",
        "22 5c 2f,       \\'\\\\/",
        "0a 0d 09 08 0c, \\n\\r\\t\\b\\f",
        "00 1f 7f,       \\u0000\\u001F\u007F",
        "c3a4 e282ac f09f9880, ä€😀",
    })
    void text_of_a_raw_room_becomes_a_string(String utf8, String quoted) {
        assertThat(encode("r", 1, PayloadType.TEXT, utf8)).endsWith("'AQIDBAUGBwgJCgsM','data':'" + quoted + "'}");
    }

    @ParameterizedTest(name = "bytes {0}")
    @CsvSource({"'', ''", "00, AA==", "fbff, +/8=", "c0ffee, wP/u"})
    void bytes_of_a_raw_room_become_base64_and_say_so(String bytes, String base64) {
        assertThat(encode("r", 1, PayloadType.BINARY, bytes))
                .endsWith(",'from':'AQIDBAUGBwgJCgsM','encoding':'base64','data':'" + base64 + "'}");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 9, 10, 99, 100, 1_234_567_890, Long.MAX_VALUE})
    void an_offset_is_written_in_full(long offset) {
        assertThat(encode("r", offset, PayloadType.JSON, "31")).contains(",'offset':" + offset + ",");
    }

    @Test
    void what_is_encoded_stands_behind_what_the_buffer_holds_and_the_payloads_indices_stay() {
        ByteBuf out = Unpooled.buffer().writeByte('>');
        ByteBuf payload = Bytes.buffer("2031 20").setIndex(1, 2);
        codec.encodePublication(publication("r", 1, PayloadType.JSON, payload), out);
        codec.encode(new ServerMessage.Pong(7), out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith(">{")
                .endsWith("\"data\":1}{\"type\":\"pong\",\"id\":7}");
        assertThat(payload.readerIndex()).isEqualTo(1);
        assertThat(payload.writerIndex()).isEqualTo(2);
    }

    private String encode(ServerMessage message) {
        ByteBuf out = Unpooled.buffer();
        codec.encode(message, out);
        return out.toString(StandardCharsets.UTF_8).replace('"', '\'');
    }

    private String encode(String room, long offset, PayloadType type, String hex) {
        ByteBuf out = Unpooled.buffer();
        codec.encodePublication(publication(room, offset, type, Bytes.buffer(hex)), out);
        return out.toString(StandardCharsets.UTF_8).replace('"', '\'');
    }

    private static Publication publication(String room, long offset, PayloadType type, ByteBuf payload) {
        return new Publication(new RoomName(room), offset, Message.borrowing(type, payload, FROM, null, 0));
    }
}
