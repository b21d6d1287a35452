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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rooms over HTTP. */
class RoomRoutesTest {
    private final ApiHost host = ApiHost.open();

    RoomRoutesTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    @Test
    void rooms_are_listed_page_by_page() throws Exception {
        assertJson(host.get("/api/rooms"), "{\"rooms\":[]}");
        for (String room : new String[] {"b", "a", "chat%3A%22ä".replace("ä", "%C3%A4"), "chat%3A%20", "a"}) {
            host.client("/rooms/" + room);
        }
        Gateways.awaitTotal(host.gateway(), MeterName.MEMBERSHIPS, 5);
        HttpResponse<String> first = host.get("/api/rooms?limit=2");
        assertThat(withoutEpochs(first))
                .isEqualTo("{\"rooms\":[{\"room\":\"a\",\"members\":2,\"epoch\":\"\",\"offset\":0},"
                        + "{\"room\":\"b\",\"members\":1,\"epoch\":\"\",\"offset\":0}],\"next\":\"b\"}\n");
        assertThat(withoutEpochs(host.get("/api/rooms?limit=2&after=b")))
                .isEqualTo("{\"rooms\":[{\"room\":\"chat: \",\"members\":1,\"epoch\":\"\",\"offset\":0},"
                        + "{\"room\":\"chat:\\\"ä\",\"members\":1,\"epoch\":\"\",\"offset\":0}]}\n");
        assertThat(withoutEpochs(host.get("/api/rooms?prefix=chat%3A&after=chat:+")))
                .isEqualTo("{\"rooms\":[{\"room\":\"chat:\\\"ä\",\"members\":1,\"epoch\":\"\",\"offset\":0}]}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "limit=x",
                "limit=-1",
                "limit=1&limit=2",
                "limit",
                "page=2",
                "prefix=%25%"
            })
    void a_bad_query_is_refused(String query) throws Exception {
        assertThat(rawGet("/api/rooms?" + query)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void one_room_is_told_while_it_is_there() throws Exception {
        host.client("/rooms/a%2Fb");
        Gateways.awaitTotal(host.gateway(), MeterName.MEMBERSHIPS, 1);
        host.post("/api/rooms/a%2Fb/messages", "text/plain", BodyPublishers.ofString("x"));
        assertThat(withoutEpochs(host.get("/api/rooms/a%2Fb")))
                .isEqualTo("{\"room\":\"a/b\",\"members\":1,\"epoch\":\"\",\"offset\":1}\n");
        assertProblem(host.get("/api/rooms/nobody"), ProblemCode.UNKNOWN_ROOM);
        assertProblem(host.get("/api/rooms/"), ProblemCode.BAD_ROOM);
        assertProblem(host.get("/api/rooms/%01"), ProblemCode.BAD_ROOM);
    }

    private String rawGet(String path) throws IOException {
        try (RawClient raw = RawClient.connect(new InetSocketAddress("127.0.0.1", host.port()))) {
            return raw.say("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .readTextToEnd();
        }
    }

    private static String withoutEpochs(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().replaceAll("\"epoch\":\"[0-9a-z]+\"", "\"epoch\":\"\"");
    }
}
