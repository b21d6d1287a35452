package dev.sluice.server.api;

import static dev.sluice.server.api.ApiHost.assertJson;
import static dev.sluice.server.api.ApiHost.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metric.MeterName;
import dev.sluice.namespace.HistoryRules;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is in a room and what it remembers, over HTTP. */
class RecordRoutesTest {
    private static final Namespaces RULES = Namespaces.builder()
            .add(
                    "kept",
                    RoomRules.builder()
                            .history(new HistoryRules(3, 1024 * 1024, Duration.ofMinutes(10)))
                            .build())
            .add("known", RoomRules.builder().presence(true).build())
            .add("narrow", RoomRules.builder().members(1).build())
            .build();

    private final ApiHost host =
            new ApiHost(options -> options.namespaces(RULES), new Access(ApiKeys.NONE, true), ApiHost.PATIENCE);

    RecordRoutesTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    @Test
    void members_are_listed_where_the_room_knows_them() throws Exception {
        host.client("/rooms/known%3Aa");
        Gateways.awaitTotal(host.gateway(), MeterName.MEMBERSHIPS, 1);
        HttpResponse<String> alone = host.get("/api/rooms/known%3Aa/members");
        String first = groupOf("\"session\":\"([^\"]*)\"", alone.body());
        assertJson(
                alone,
                "{\"room\":\"known:a\",\"count\":1,\"members\":[{\"session\":\"" + first
                        + "\",\"user\":null,\"info\":null}]}");
        host.client("/rooms/known%3Aa");
        Gateways.awaitTotal(host.gateway(), MeterName.MEMBERSHIPS, 2);
        HttpResponse<String> page = host.get("/api/rooms/known%3Aa/members?limit=1");
        String next = groupOf("\"next\":\"([^\"]*)\"", page.body());
        assertThat(host.get("/api/rooms/known%3Aa/members?after=" + next).body())
                .contains("\"count\":2")
                .doesNotContain("next");
    }

    @Test
    void a_room_that_knows_nobody_has_no_list() throws Exception {
        host.client("/rooms/kept%3Aa");
        Gateways.awaitTotal(host.gateway(), MeterName.MEMBERSHIPS, 1);
        assertProblem(host.get("/api/rooms/kept%3Aa/members"), ProblemCode.UNKNOWN_ROOM);
        assertProblem(host.get("/api/rooms/known%3Anobody/members"), ProblemCode.UNKNOWN_ROOM);
    }

    @Test
    void a_history_is_read_in_pages_and_forgotten() throws Exception {
        for (int i = 1; i <= 4; i++) {
            assertThat(host.post("/api/rooms/kept%3Aa/messages", "text/plain", BodyPublishers.ofString("m" + i))
                            .body())
                    .as("an offset, though nobody is there")
                    .contains("\"offset\":" + i);
        }
        String epoch = groupOf(
                "\"epoch\":\"([^\"]*)\"", host.get("/api/rooms/kept%3Aa").body());
        assertJson(
                host.get("/api/rooms/kept%3Aa/history?limit=2"),
                head(epoch, true) + message(2) + "," + message(3) + "]}");
        String history = "/api/rooms/kept%3Aa/history?epoch=" + epoch;
        assertJson(host.get(history + "&offset=3"), head(epoch, false) + message(4) + "]}");
        assertJson(host.get("/api/rooms/kept%3Aa/history?reverse=true&limit=1"), head(epoch, true) + message(4) + "]}");
        assertProblem(host.get(history + "&offset=0"), ProblemCode.UNRECOVERABLE);
        assertProblem(host.get("/api/rooms/kept%3Aa/history?epoch=other&offset=4"), ProblemCode.UNRECOVERABLE);

        assertThat(host.delete("/api/rooms/kept%3Aa/history").statusCode()).isEqualTo(204);
        assertThat(host.get("/api/rooms/kept%3Aa/history").body()).contains("\"messages\":[]");
        assertThat(host.delete("/api/rooms/kept%3Aa/history").statusCode())
                .as("there is nothing left to forget, which is what was asked for")
                .isEqualTo(204);
    }

    @Test
    void a_full_room_takes_nobody_in() throws Exception {
        host.client("/rooms/narrow%3Aa");
        Gateways.awaitTotal(host.gateway(), MeterName.MEMBERSHIPS, 1);
        RawClient client = host.client("/ws");
        String join = "/api/sessions/" + ApiHost.welcome(client) + "/join";
        assertProblem(host.post(join, "{\"room\":\"narrow:a\"}"), ProblemCode.ROOM_FULL);
        assertThat(host.post(join, "{\"room\":\"narrow:b\"}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "members?limit=-1",
                "members?limit=1001",
                "members?after=me",
                "members?offset=1",
                "history?limit=0",
                "history?epoch=e",
                "history?offset=1",
                "history?epoch=e&offset=-1",
                "history?epoch=e&offset=9999999999999999999",
                "history?reverse=yes"
            })
    void a_bad_query_is_refused(String query) throws Exception {
        assertProblem(host.get("/api/rooms/kept%3Aa/" + query), ProblemCode.BAD_REQUEST);
        assertProblem(host.get("/api/rooms/%01/members"), ProblemCode.BAD_ROOM);
        assertProblem(host.get("/api/rooms/%01/history"), ProblemCode.BAD_ROOM);
        assertProblem(host.delete("/api/rooms/%01/history"), ProblemCode.BAD_ROOM);
    }

    private static String head(String epoch, boolean more) {
        return "{\"room\":\"kept:a\",\"epoch\":\"" + epoch + "\",\"offset\":4,\"more\":" + more + ",\"messages\":[";
    }

    private static String message(int offset) {
        return "{\"type\":\"message\",\"room\":\"kept:a\",\"offset\":" + offset + ",\"data\":\"m" + offset + "\"}";
    }

    private static String groupOf(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
