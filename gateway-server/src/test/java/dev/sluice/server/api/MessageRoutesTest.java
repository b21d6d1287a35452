package dev.sluice.server.api;

import static dev.sluice.server.api.ApiHost.assertJson;
import static dev.sluice.server.api.ApiHost.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing over HTTP. */
class MessageRoutesTest {
    private static final String ROOM = "/api/rooms/chat%3Aa%2Fb/messages";

    private final ApiHost host = ApiHost.open();

    MessageRoutesTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    @Test
    void json_goes_out_byte_for_byte() throws Exception {
        RawClient member = member("/rooms/chat%3Aa%2Fb");
        for (String data : new String[] {
            "{ \"a\" : [ 1.50, \"\\u00e4ä😀\" ] }", "-0", "true", "\"\"", "1e5", "[[[]]]", "\"\\\"}\"", "null"
        }) {
            HttpResponse<String> answer = host.post(ROOM, "{\"x\":{\"data\":1} , \"data\" :\t" + data + "\n,\"y\":2}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(member.readFrame().toString()).isEqualTo("81:" + data);
        }
        assertJson(host.post(ROOM, "{\"data\":1}"), "{\"room\":\"chat:a/b\",\"offset\":9}");
    }

    @Test
    void the_content_type_says_what_raw_members_get() throws Exception {
        RawClient member = member("/rooms/chat%3Aa%2Fb");
        byte[] bytes = {0, (byte) 0xFF};
        assertJson(
                host.post(ROOM, "text/plain; charset=\"UTF-8\"", BodyPublishers.ofString("a \"text\" ä")),
                "{\"room\":\"chat:a/b\",\"offset\":1}");
        host.post(ROOM, "APPLICATION/octet-stream", BodyPublishers.ofByteArray(bytes));
        host.post(ROOM, "{\"text\":\"a\\nb\"}");
        host.post(ROOM, "{\"base64\":\"AP8=\"}");
        assertThat(member.readFrame().toString()).isEqualTo("81:a \"text\" ä");
        RawClient.Frame binary = member.readFrame();
        assertThat(binary.first()).isEqualTo(0x82);
        assertThat(binary.payload()).isEqualTo(bytes);
        assertThat(member.readFrame().toString()).isEqualTo("81:a\nb");
        assertThat(member.readFrame().payload()).isEqualTo(bytes);
    }

    @Test
    void what_a_message_is_the_latest_word_on_is_no_part_of_it() throws Exception {
        RawClient member = member("/rooms/chat%3Aa%2Fb");
        String longest = "k".repeat(128);
        assertJson(
                host.post(ROOM, "{\"collapse-key\":\"" + longest + "\",\"data\":1}"),
                "{\"room\":\"chat:a/b\",\"offset\":1}");
        host.post(ROOM, "{\"messages\":[{\"text\":\"2\",\"collapse-key\":\"a\"},{\"data\":3,\"collapse-key\":null}]}");
        host.post("/api/messages", "{\"rooms\":[\"chat:a/b\"],\"data\":4,\"collapse-key\":\"a\"}");
        for (int i = 1; i <= 4; i++) {
            assertThat(member.readFrame().text()).isEqualTo("" + i);
        }
        assertProblem(host.post(ROOM, "{\"collapse-key\":\"" + longest + "k\",\"data\":1}"), ProblemCode.BAD_REQUEST);
    }

    @Test
    void a_batch_is_published_in_its_order() throws Exception {
        RawClient member = member("/rooms/chat%3Aa%2Fb");
        assertJson(
                host.post(ROOM, "{\"messages\":[{\"data\":1},{\"text\":\"two\"},{\"base64\":\"Mw==\"}]}"),
                "{\"room\":\"chat:a/b\",\"offsets\":[1,2,3]}");
        assertThat(member.readFrame().toString()).isEqualTo("81:1");
        assertThat(member.readFrame().toString()).isEqualTo("81:two");
        assertThat(member.readFrame().toString()).isEqualTo("82:3");
        assertJson(
                host.post("/api/rooms/nobody/messages", "{\"messages\":[{\"data\":1}]}"),
                "{\"room\":\"nobody\",\"offsets\":[0]}");
    }

    @Test
    void a_message_goes_to_many_rooms_and_many_messages_each_to_its_own() throws Exception {
        RawClient one = member("/rooms/one");
        RawClient two = RawClient.open(host.gateway(), "/rooms/two");
        Gateways.awaitTotal(host.gateway(), MeterName.MEMBERSHIPS, 2);
        assertJson(
                host.post("/api/messages", "{\"rooms\":[\"one\",\"two\",\"nobody\"],\"data\":{}}"),
                "{\"results\":[{\"room\":\"one\",\"offset\":1},{\"room\":\"two\",\"offset\":1},"
                        + "{\"room\":\"nobody\",\"offset\":0}]}");
        assertJson(
                host.post(
                        "/api/messages",
                        "{\"messages\":[{\"room\":\"two\",\"data\":2},{\"room\":\"one\",\"text\":\"x\"},"
                                + "{\"rooms\":[\"one\"],\"data\":3}]}"),
                "{\"results\":[{\"room\":\"two\",\"offset\":2},{\"room\":\"one\",\"offset\":2},"
                        + "{\"room\":\"one\",\"offset\":3}]}");
        assertThat(one.readFrame().text()).isEqualTo("{}");
        assertThat(one.readFrame().text()).isEqualTo("x");
        assertThat(one.readFrame().text()).isEqualTo("3");
        assertThat(two.readFrame().text()).isEqualTo("{}");
        assertThat(two.readFrame().text()).isEqualTo("2");
        two.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "[]",
                "{}",
                "{\"data\":1",
                "{\"data\":1}{}",
                "{\"data\":1,\"text\":\"x\"}",
                "{\"data\":1,\"data\":2}",
                "{\"text\":1}",
                "{\"text\":\"\\ud800\"}",
                "{\"base64\":\"?\"}",
                "{\"data\":1,\"collapse-key\":\"\"}",
                "{\"data\":1,\"collapse-key\":1}",
                "{\"messages\":[{\"data\":1}],\"collapse-key\":\"k\"}",
                "{\"messages\":{}}",
                "{\"messages\":[]}",
                "{\"messages\":[1]}",
                "{\"messages\":[{}]}",
                "{\"messages\":[{\"data\":1},{\"messages\":[]}]}",
                "{\"messages\":[{\"data\":1}],\"data\":1}",
                "{\"data\":1,\"room\":\"other\"}",
            })
    void a_bad_body_publishes_nothing(String body) throws Exception {
        assertProblem(host.post(ROOM, body), ProblemCode.BAD_REQUEST);
        assertProblem(
                host.post("/api/messages", body.replace("\"room\":\"other\"", "\"room\":1")), ProblemCode.BAD_REQUEST);
    }

    @Test
    void what_is_no_json_is_told_by_its_place() throws Exception {
        assertThat(host.post(ROOM, "{\"data\":\n  tru}").body()).contains("line 2, column ");
        assertThat(host.post(ROOM, "{\"data\":" + "[".repeat(1001) + "]".repeat(1001) + "}")
                        .body())
                .contains("nested deeper than 1000 levels");
    }

    @Test
    void a_body_that_is_not_utf_8_is_refused() throws Exception {
        byte[] overlong = "{\"data\":\"??\"}".getBytes(StandardCharsets.US_ASCII);
        overlong[9] = (byte) 0xC0;
        overlong[10] = (byte) 0x80;
        assertProblem(
                host.post(ROOM, "application/json", BodyPublishers.ofByteArray(overlong)), ProblemCode.BAD_REQUEST);
        assertProblem(host.post(ROOM, "text/plain", BodyPublishers.ofByteArray(overlong)), ProblemCode.BAD_REQUEST);
    }

    @Test
    void a_message_to_many_needs_a_room_that_may_be_one() throws Exception {
        assertProblem(host.post("/api/messages", "{\"data\":1}"), ProblemCode.BAD_REQUEST);
        assertProblem(host.post("/api/messages", "{\"data\":1,\"rooms\":[]}"), ProblemCode.BAD_REQUEST);
        assertProblem(host.post("/api/messages", "{\"data\":1,\"rooms\":\"a\"}"), ProblemCode.BAD_REQUEST);
        assertProblem(host.post("/api/messages", "{\"data\":1,\"rooms\":[1]}"), ProblemCode.BAD_REQUEST);
        assertProblem(host.post("/api/messages", "{\"data\":1,\"room\":\"\"}"), ProblemCode.BAD_ROOM);
        assertProblem(
                host.post("/api/messages", "{\"messages\":[{\"data\":1,\"room\":\"a\\u0000\"}]}"),
                ProblemCode.BAD_ROOM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "%", "%zz", "%C0%80", "%7F"})
    void a_path_without_a_room_is_told_so(String name) throws Exception {
        RawClient raw = RawClient.connect(new InetSocketAddress("127.0.0.1", host.port()));
        raw.say("POST /api/rooms/" + name + "/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                + "Content-Length: 1\r\nConnection: close\r\n\r\nx");
        assertThat(raw.readTextToEnd()).startsWith("HTTP/1.1 400 ");
        raw.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html",
                "application/x-www-form-urlencoded",
                "text/plain; charset=latin1",
                "application/json; charset=utf-16",
                "json"
            })
    void other_content_types_are_refused(String type) throws Exception {
        assertProblem(host.post(ROOM, type, BodyPublishers.ofString("x")), ProblemCode.UNSUPPORTED_TYPE);
        assertProblem(host.send(host.request(ROOM).POST(BodyPublishers.ofString("x"))), ProblemCode.UNSUPPORTED_TYPE);
        assertProblem(
                host.post("/api/messages", "text/plain", BodyPublishers.ofString("x")), ProblemCode.UNSUPPORTED_TYPE);
    }

    @Test
    void what_is_too_large_is_refused_and_what_is_just_not_is_taken() throws Exception {
        String largest = "x".repeat(64 * 1024);
        assertThat(host.post(ROOM, "text/plain", BodyPublishers.ofString(largest))
                        .statusCode())
                .isEqualTo(200);
        assertProblem(host.post(ROOM, "text/plain", BodyPublishers.ofString(largest + "x")), ProblemCode.TOO_LARGE);
        String message = "{\"text\":\"" + largest + "\"}";
        String four = String.join(",", message, message, message, message);
        assertThat(host.post(ROOM, "{\"messages\":[" + four + "]}").statusCode())
                .isEqualTo(200);
        assertProblem(host.post(ROOM, "{\"messages\":[" + four + ",{\"text\":\"x\"}]}"), ProblemCode.TOO_LARGE);
        assertProblem(
                host.post(
                        "/api/messages",
                        "{\"rooms\":[1,2,3,4,5],\"text\":\"".replaceAll("(\\d)", "\"$1\"") + largest + "\"}"),
                ProblemCode.TOO_LARGE);
        assertProblem(host.post(ROOM, " ".repeat(512 * 1024 + 1)), ProblemCode.TOO_LARGE);
        String thousand = "{\"data\":1},".repeat(1000);
        assertThat(host.post(ROOM, "{\"messages\":[" + thousand.substring(0, thousand.length() - 1) + "]}")
                        .statusCode())
                .isEqualTo(200);
        assertProblem(host.post(ROOM, "{\"messages\":[" + thousand + "{\"data\":1}]}"), ProblemCode.BAD_REQUEST);
    }

    private RawClient member(String path) throws IOException {
        RawClient member = host.client(path);
        Gateways.awaitTotal(host.gateway(), MeterName.MEMBERSHIPS, 1);
        return member;
    }
}
