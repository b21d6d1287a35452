package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.message.ClientMessage;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.PresencePage;
import dev.sluice.message.Present;
import dev.sluice.message.Refusal;
import dev.sluice.message.RoomEvent;
import dev.sluice.message.RoomEvent.Kind;
import dev.sluice.message.RoomName;
import dev.sluice.message.ServerMessage;
import dev.sluice.message.SessionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking who is in a room, the answer, and the events, to the last character. */
class JsonPresenceTest {
    private static final SessionId ANN = new SessionId(0x0102_0304_0506_0708L, 0x090A_0B0C);
    private static final String ANN_TEXT = "AQIDBAUGBwgJCgsM";
    private static final RoomName ROOM = new RoomName("chat:ä\"");

    private final JsonMessageCodec codec = new JsonMessageCodec();

    @Test
    void who_is_there_is_asked_with_a_limit_and_a_place_or_without() {
        assertThat(decode("{'type':'presence','id':5,'room':'r'}"))
                .isEqualTo(new ClientMessage.Presence(OptionalLong.of(5), "r", OptionalInt.empty(), Optional.empty()));
        assertThat(decode("{'type':'presence','room':'r','limit':0,'after':'" + ANN_TEXT + "'}"))
                .isEqualTo(new ClientMessage.Presence(OptionalLong.empty(), "r", OptionalInt.of(0), Optional.of(ANN)));
        assertThat(decode("{'type':'presence','room':'r','limit':'x','after':1,'limit':null,'after':null}"))
                .isEqualTo(
                        new ClientMessage.Presence(OptionalLong.empty(), "r", OptionalInt.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'limit':-1",
                "'limit':1.0",
                "'limit':'1'",
                "'limit':[1]",
                "'limit':99999999999999999999",
                "'limit':{'a':1}",
                "'after':''",
                "'after':'AQIDBAUGBwgJCgs'",
                "'after':5",
                "'after':['AQIDBAUGBwgJCgsM']"
            })
    void a_limit_or_a_place_that_is_none_is_a_bad_message_and_to_other_types_a_field_that_they_ignore(String field) {
        Refusal refusal = catchThrowableOfType(
                Refusal.class, () -> decode("{'type':'presence','id':5,'room':'r'," + field + "}"));
        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refusal.id()).hasValue(5);
        assertThat(decode("{'type':'join','id':5,'room':'r'," + field + "}"))
                .isEqualTo(new ClientMessage.Join(OptionalLong.of(5), "r"));
    }

    @Test
    void an_answer_has_the_count_and_a_page() {
        PresencePage page = new PresencePage(
                7,
                List.of(
                        new Present(ANN, "ann \"ä😀", Optional.of("{ \"a\":1.0 }")),
                        new Present(ANN, "", Optional.empty())),
                Optional.of(ANN));
        assertThat(encode(new ServerMessage.Presence(5, ROOM.text(), page)))
                .isEqualTo("{\"type\":\"presence\",\"id\":5,\"room\":\"chat:ä\\\"\",\"count\":7,\"members\":["
                        + "{\"session\":\"AQIDBAUGBwgJCgsM\",\"user\":\"ann \\\"ä😀\",\"info\":{ \"a\":1.0 }},"
                        + "{\"session\":\"AQIDBAUGBwgJCgsM\",\"user\":null,\"info\":null}],"
                        + "\"next\":\"AQIDBAUGBwgJCgsM\"}");
        assertThat(encode(new ServerMessage.Presence(5, "r", new PresencePage(7, List.of(), Optional.empty()))))
                .isEqualTo("{\"type\":\"presence\",\"id\":5,\"room\":\"r\",\"count\":7,\"members\":[]}");
    }

    @Test
    void an_event_has_the_count_who_and_how_many_more() {
        List<Present> ann = List.of(new Present(ANN, "ann", Optional.of("[\"😀\"]")));
        assertThat(encode(new RoomEvent(Kind.ARRIVED, ROOM, 3, ann, 0)))
                .isEqualTo("{\"type\":\"arrived\",\"room\":\"chat:ä\\\"\",\"count\":3,\"members\":["
                        + "{\"session\":\"AQIDBAUGBwgJCgsM\",\"user\":\"ann\",\"info\":[\"😀\"]}]}");
        assertThat(encode(new RoomEvent(Kind.DEPARTED, new RoomName("r"), 0, ann, 20)))
                .endsWith("\"info\":[\"😀\"]}],\"more\":20}");
        assertThat(encode(new RoomEvent(Kind.DEPARTED, new RoomName("r"), 2000, List.of(), 20)))
                .isEqualTo("{\"type\":\"departed\",\"room\":\"r\",\"count\":2000,\"more\":20}");
    }

    @Test
    void half_a_character_in_a_token_is_written_as_a_question_mark() {
        List<Present> half = List.of(new Present(ANN, "a\uD83D", Optional.of("\"\uDE00\"")));
        assertThat(encode(new RoomEvent(Kind.ARRIVED, new RoomName("r"), 1, half, 0)))
                .endsWith("\"user\":\"a?\",\"info\":\"?\"}]}");
    }

    @Test
    void bytes_are_about_what_is_written() {
        List<Present> members = List.of(
                new Present(ANN, "ann", Optional.of("{\"name\":\"Änn\"}")), new Present(ANN, "", Optional.empty()));
        PresencePage page = new PresencePage(2, members, Optional.empty());
        int empty = bytes(new ServerMessage.Presence(5, "r", new PresencePage(2, List.of(), Optional.empty())));
        assertThat(bytes(new ServerMessage.Presence(5, "r", page)) - empty).isBetween(page.bytes() - 16, page.bytes());
        assertThat(new RoomEvent(Kind.ARRIVED, ROOM, 1, members, 0).bytes()).isEqualTo(page.bytes());
    }

    private ClientMessage decode(String json) {
        return codec.decode(Unpooled.copiedBuffer(json.replace('\'', '"'), StandardCharsets.UTF_8));
    }

    private int bytes(ServerMessage message) {
        return encode(message).getBytes(StandardCharsets.UTF_8).length;
    }

    private String encode(ServerMessage message) {
        ByteBuf out = Unpooled.buffer();
        codec.encode(message, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private String encode(RoomEvent event) {
        ByteBuf out = Unpooled.buffer();
        codec.encodeEvent(event, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
