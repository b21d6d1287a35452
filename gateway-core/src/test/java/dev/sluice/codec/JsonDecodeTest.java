package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.message.ClientMessage;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.Refusal;
import dev.sluice.message.ServerMessage.Failed;
import dev.sluice.message.StreamPosition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may say in an envelope, and what is refused. */
class JsonDecodeTest {
    private final JsonMessageCodec codec = new JsonMessageCodec();

    @Test
    void each_type_is_read() {
        assertThat(decode("{'type':'join','id':1,'room':'chat:a'}"))
                .isEqualTo(new ClientMessage.Join(OptionalLong.of(1), "chat:a"));
        assertThat(decode("{'type':'leave','id':-2,'room':'ä😀'}"))
                .isEqualTo(new ClientMessage.Leave(OptionalLong.of(-2), "ä😀"));
        assertThat(decode("{'type':'ping'}")).isEqualTo(new ClientMessage.Ping(OptionalLong.empty()));
        assertThat(decode("{'type':'publish','room':'r','data':null}"))
                .isInstanceOfSatisfying(ClientMessage.Publish.class, publish -> {
                    assertThat(publish.id()).isEmpty();
                    assertThat(publish.room()).isEqualTo("r");
                    assertThat(utf8(publish.data())).isEqualTo("null");
                });
    }

    @Test
    void what_a_client_has_missed_is_asked_for_by_a_position() {
        String since = "'since':{'x':[1],'offset':41,'epoch':'e'}";
        Optional<StreamPosition> position = Optional.of(new StreamPosition("e", 41));
        assertThat(decode("{'type':'join','id':1,'room':'r'," + since + "}"))
                .isEqualTo(new ClientMessage.Join(OptionalLong.of(1), "r", position));
        assertThat(decode("{'type':'join','id':1,'room':'r','since':null}"))
                .isEqualTo(new ClientMessage.Join(OptionalLong.of(1), "r"));
        assertThat(decode("{'type':'history','id':1,'room':'r'," + since + ",'limit':5,'reverse':true}"))
                .isEqualTo(new ClientMessage.History(OptionalLong.of(1), "r", position, 5, true));
        assertThat(decode("{'type':'history','id':1,'room':'r','limit':null,'reverse':null}"))
                .isEqualTo(new ClientMessage.History(OptionalLong.of(1), "r", Optional.empty(), 100, false));
        assertThat(decode("{'type':'history','id':1,'room':'r','limit':9223372036854775807,'reverse':false}"))
                .isEqualTo(
                        new ClientMessage.History(OptionalLong.of(1), "r", Optional.empty(), Integer.MAX_VALUE, false));
    }

    @Test
    void a_publish_may_have_a_key() {
        String publish = "{'type':'publish','room':'r','data':{'key':1},'key':";
        String longest = "k".repeat(128);
        assertThat(((ClientMessage.Publish) decode(publish + "'" + longest + "'}")).key())
                .hasValue(longest);
        assertThat(((ClientMessage.Publish) decode(publish + "null}")).key()).isEmpty();
        assertThat(refusal(publish + "'" + longest + "k'}")).hasMessage("key must be 1 to 128 characters");
    }

    @Test
    void a_publish_may_say_what_it_is_the_latest_word_on() {
        String publish = "{'type':'publish','key':'k','room':'r','data':{'collapse-key':1},'collapse-key':";
        String longest = "ä".repeat(128);
        ClientMessage.Publish read = (ClientMessage.Publish) decode(publish + "'" + longest + "'}");
        assertThat(read.collapseKey()).hasValue(longest);
        assertThat(read.key()).hasValue("k");
        assertThat(((ClientMessage.Publish) decode(publish + "null}")).collapseKey())
                .isEmpty();
        assertThat(((ClientMessage.Publish) decode("{'type':'publish','room':'r','data':1}")).collapseKey())
                .as("of the message before there is nothing left")
                .isEmpty();
        assertThat(refusal(publish + "'" + longest + "k'}")).hasMessage("collapse-key must be 1 to 128 characters");
        assertThat(refusal(publish + "''}").code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refusal(publish + "1}")).hasMessage("collapse-key must be a string");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'join','room':'r','id':7,'x':1,'y':'z','w':null,'v':true}",
                "{'a':{'type':'leave','id':9,'data':[{}]},'type':'join','b':[[1,{'room':2}]],'room':'r','id':7}",
                "{'data':{'id':3},'id':7,'room':'r','type':'join'}",
                " \t\r\n{ 'type' :\n'join' , 'room':'r','id' : 7 } \n",
                "{'type':'leave','type':'join','id':6,'id':7,'room':'q','room':'r'}",
                "{'\\u0074ype':'j\\u006fin','room':'\\u0072','id':7}",
                "{'type':'join','room':'r','id':7,'':{'':[]}}",
            })
    void order_space_escapes_and_unknown_fields_change_nothing_and_the_last_of_two_wins(String json) {
        assertThat(decode(json)).isEqualTo(new ClientMessage.Join(OptionalLong.of(7), "r"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
    })
    void an_id_is_any_whole_number_of_64_bits(String written, long id) {
        assertThat(decode("{'type':'ping','id':" + written + "}").id()).hasValue(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "'1'", "null", "true", "[1]", "{}", "9223372036854775808", "-1e99999"})
    void anything_else_is_no_id(String written) {
        assertThat(refusal("{'type':'ping','id':" + written + "}").code()).isEqualTo(ErrorCode.BAD_MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[]",
                "[{'type':'ping'}]",
                "'ping'",
                "17",
                "null",
                "ping",
                "{}",
                "{'room':'r'}",
                "{'type':null}",
                "{'type':['ping']}",
                "{'type':5}",
                "{'type':'ping'",
                "{'type':'ping'}}",
                "{'type':'ping'}{'type':'ping'}",
                "{'type':'ping'} x",
                "{'type':'ping',}",
                "{'type':'ping' 'id':1}",
                "{type:'ping'}",
                "{'type':'pi\nng'}",
                "{'type':'ping'/*,*/}",
                "{'type':'ping','x':01}",
                "{'type':'ping','x':+1}",
                "{'type':'ping','x':.5}",
                "{'type':'ping','x':NaN}",
                "{'type':'ping','x':tru}",
                "{'type':'ping','x':'\\x'}",
                "{'type':'ping','x':'\\u12'}",
                "{'type':'join'}",
                "{'type':'join','room':null}",
                "{'type':'join','room':5}",
                "{'type':'join','room':{'name':'r'}}",
                "{'type':'publish','room':'r'}",
                "{'type':'publish','data':1}",
                "{'type':'publish','room':'r','data':}",
                "{'type':'publish','room':'r','data':[1,2}",
                "{'type':'publish','room':'r','data':{'a'}}",
                "{'type':'publish','room':'r','data':'open}",
                "{'type':'publish','room':'r','data':tru}",
                "{'type':'publish','room':'r','data':1.}",
                "{'type':'publish','room':'r','data':'\\ud8'}",
                "{'type':'publish','room':'r','data':1,'key':''}",
                "{'type':'publish','room':'r','data':1,'key':1}",
                "{'type':'join','room':'r','since':41}",
                "{'type':'join','room':'r','since':[]}",
                "{'type':'join','room':'r','since':{}}",
                "{'type':'join','room':'r','since':{'offset':1}}",
                "{'type':'join','room':'r','since':{'epoch':'e'}}",
                "{'type':'join','room':'r','since':{'epoch':1,'offset':1}}",
                "{'type':'join','room':'r','since':{'epoch':'e','offset':-1}}",
                "{'type':'join','room':'r','since':{'epoch':'e','offset':'1'}}",
                "{'type':'join','room':'r','since':{'epoch':'e','offset':1.0}}",
                "{'type':'join','room':'r','since':{'epoch':'e','offset':9223372036854775808}}",
                "{'type':'history','room':'r','limit':-1}",
                "{'type':'history','room':'r','limit':'1'}",
                "{'type':'history','room':'r','reverse':1}",
                "{'type':'history'}",
            })
    void what_is_not_one_json_object_with_a_type_and_all_it_needs_is_a_bad_message(String json) {
        assertThat(refusal(json).code()).isEqualTo(ErrorCode.BAD_MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Join", "subscribe", "", " join", "jöin", "\\ud83d\\ude00", "\\ud83d"})
    void an_unknown_type_is_told_so(String type) {
        Refusal refusal = refusal("{'id':8,'type':'" + type + "'}");
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN_TYPE);
        assertThat(refusal.reply()).isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.id())
                .hasValue(8));
    }

    @Test
    void a_refusal_repeats_the_id_as_far_as_it_was_read() {
        assertThat(refusal("{'id':8,'type':'join'}").reply())
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.id()).hasValue(8));
        assertThat(refusal("{'id':8,'type'").reply())
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.id()).hasValue(8));
        assertThat(refusal("{'type',id:8}").reply())
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.id()).isEmpty());
    }

    @Test
    void one_message_leaves_nothing_behind_for_the_next() {
        decode("{'type':'publish','id':1,'room':'r','data':[1,2,3],'key':'k'}");
        decode("{'type':'history','id':1,'room':'r','since':{'epoch':'e','offset':1},'limit':1,'reverse':true}");
        assertThat(decode("{'type':'history','room':'r'}"))
                .isEqualTo(new ClientMessage.History(OptionalLong.empty(), "r", Optional.empty(), 100, false));
        assertThat(((ClientMessage.Publish) decode("{'type':'publish','room':'r','data':1}")).key())
                .isEmpty();
        assertThat(refusal("{'type':'publish','room':'r'}").code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refusal("{'type':'join'}").code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refusal("{'room':'r'}").code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(decode("{'type':'ping'}").id()).isEmpty();
    }

    @Test
    void nesting_is_followed_so_far_and_then_refused_instead_of_overflowing_the_stack() {
        assertThat(decode(nested(100))).isInstanceOf(ClientMessage.Publish.class);
        assertThat(refusal(nested(30_000)).code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refusal(nested(30_000))).hasMessage("nested deeper than 1000 levels");
    }

    @Test
    void a_payload_is_read_where_it_lies_and_its_indices_stay() {
        byte[] json = "xx{\"type\":\"ping\",\"id\":3}yy".getBytes(StandardCharsets.UTF_8);
        ByteBuf direct = Unpooled.directBuffer().writeBytes(json).setIndex(2, json.length - 2);
        try {
            assertThat(codec.decode(direct)).isEqualTo(new ClientMessage.Ping(OptionalLong.of(3)));
            assertThat(direct.readerIndex()).isEqualTo(2);
            assertThat(direct.writerIndex()).isEqualTo(json.length - 2);
        } finally {
            direct.release();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{𝠀",
                "{'type':𝠀",
                "{'type':'ping'}𝠀",
                "𝠀",
                "{'type':'ping',𝠀:1}",
                "{'x':a𝠀}",
                "{'x':'\\𝠀'}"
            })
    void a_complaint_about_a_character_beyond_plane_0_can_be_written(String json) {
        assertThat(refusal(json).code()).isEqualTo(ErrorCode.BAD_MESSAGE);
    }

    private static String nested(int depth) {
        return "{'type':'publish','room':'r','data':" + "[".repeat(depth) + "]".repeat(depth) + "}";
    }

    private ClientMessage decode(String json) {
        return codec.decode(Unpooled.copiedBuffer(json.replace('\'', '"'), StandardCharsets.UTF_8));
    }

    private Refusal refusal(String json) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> decode(json));
        assertThat(refusal).as(json).isNotNull();
        codec.encode(refusal.reply(), Unpooled.buffer()); // whatever the client sent, it can be told
        return refusal;
    }

    private static String utf8(ByteBuf buffer) {
        return buffer.toString(StandardCharsets.UTF_8);
    }
}
