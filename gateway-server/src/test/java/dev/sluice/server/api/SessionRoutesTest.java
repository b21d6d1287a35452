package dev.sluice.server.api;

import static dev.sluice.server.api.ApiHost.assertJson;
import static dev.sluice.server.api.ApiHost.assertProblem;
import static dev.sluice.server.api.ApiHost.welcome;
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

/** Sessions over HTTP. */
class SessionRoutesTest {
    private static final String NOBODY = "/api/sessions/AAAAAAAAAAAAAAAA";

    private final ApiHost host = ApiHost.open();

    SessionRoutesTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    @Test
    void a_session_joins_and_leaves() throws Exception {
        RawClient client = host.client("/ws");
        String id = welcome(client);
        String path = "/api/sessions/" + id;
        HttpResponse<String> joined = host.post(path + "/join", "{\"room\":\"chat:a\"}");
        String epoch = joined.body().replaceAll(".*\"epoch\":\"([^\"]*)\".*\n", "$1");
        assertJson(joined, "{\"session\":\"" + id + "\",\"room\":\"chat:a\",\"epoch\":\"" + epoch + "\",\"offset\":0}");
        assertThat(client.readFrame().text())
                .isEqualTo("{\"type\":\"joined\",\"room\":\"chat:a\",\"epoch\":\"" + epoch + "\",\"offset\":0}");
        assertProblem(host.post(path + "/join", "{\"room\":\"chat:a\"}"), ProblemCode.ALREADY_JOINED);
        assertDone(host.post(path + "/leave", "{\"room\":\"chat:a\"}"));
        assertThat(client.readFrame().text()).isEqualTo("{\"type\":\"left\",\"room\":\"chat:a\"}");
        assertProblem(host.post(path + "/leave", "{\"room\":\"chat:a\"}"), ProblemCode.NOT_A_MEMBER);
    }

    @Test
    void a_session_is_told_something_of_each_kind() throws Exception {
        RawClient client = host.client("/ws");
        String path = "/api/sessions/" + welcome(client) + "/message";
        assertDone(host.post(path, "{\"data\":[ 1 ]}"));
        assertDone(host.post(path, "text/plain", BodyPublishers.ofString("ä")));
        assertDone(host.post(path, "application/octet-stream", BodyPublishers.ofString("b")));
        assertThat(client.readFrame().text()).isEqualTo("{\"type\":\"message\",\"data\":[ 1 ]}");
        assertThat(client.readFrame().text()).isEqualTo("{\"type\":\"message\",\"data\":\"ä\"}");
        assertThat(client.readFrame().text())
                .isEqualTo("{\"type\":\"message\",\"encoding\":\"base64\",\"data\":\"Yg==\"}");
        assertProblem(host.post(path, "{\"messages\":[{\"data\":1}]}"), ProblemCode.BAD_REQUEST);
        assertProblem(host.post(path, "{\"data\":1,\"room\":\"a\"}"), ProblemCode.BAD_REQUEST);
        assertProblem(
                host.post(path, "text/plain", BodyPublishers.ofString("x".repeat(64 * 1024 + 1))),
                ProblemCode.TOO_LARGE);
        assertProblem(host.post(path, "text/css", BodyPublishers.ofString("x")), ProblemCode.UNSUPPORTED_TYPE);
    }

    @Test
    void a_session_is_closed() throws Exception {
        RawClient one = host.client("/ws");
        assertDone(host.delete("/api/sessions/" + welcome(one)));
        RawClient.Frame close = one.readFrame();
        assertThat(close.closeCode()).isEqualTo(4003);
        RawClient two = host.client("/ws");
        assertDone(host.delete("/api/sessions/" + welcome(two) + "?code=1000&reason=bye+%C3%A4"));
        assertThat(two.readFrame().toString()).isEqualTo("88:close 1000bye ä");
    }

    @Test
    void raw_sessions_are_no_business_of_rooms() throws Exception {
        // Its id is not told to it, but to the others.
        RawClient envelope = host.client("/ws");
        welcome(envelope);
        envelope.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"a\"}");
        envelope.readFrame();
        RawClient raw = host.client("/rooms/a");
        Gateways.awaitTotal(host.gateway(), MeterName.MEMBERSHIPS, 2);
        raw.sendText("hi");
        String id = envelope.readFrame().text().replaceAll(".*\"from\":\"([^\"]*)\".*", "$1");
        assertProblem(host.post("/api/sessions/" + id + "/join", "{\"room\":\"b\"}"), ProblemCode.NOT_AN_ENVELOPE);
        assertProblem(host.post("/api/sessions/" + id + "/leave", "{\"room\":\"a\"}"), ProblemCode.NOT_AN_ENVELOPE);
        assertDone(host.post("/api/sessions/" + id + "/message", "{\"data\":\"x\"}"));
        assertThat(raw.readFrame().toString()).isEqualTo("81:\"x\"");
    }

    @Test
    void who_is_not_there_is_told_so() throws Exception {
        assertProblem(host.post(NOBODY + "/join", "{\"room\":\"a\"}"), ProblemCode.UNKNOWN_SESSION);
        assertProblem(host.post(NOBODY + "/leave", "{\"room\":\"a\"}"), ProblemCode.UNKNOWN_SESSION);
        assertProblem(host.post(NOBODY + "/message", "{\"data\":1}"), ProblemCode.UNKNOWN_SESSION);
        assertProblem(host.delete(NOBODY), ProblemCode.UNKNOWN_SESSION);
        assertProblem(host.delete("/api/sessions/short"), ProblemCode.BAD_SESSION);
        assertProblem(host.post("/api/sessions/%2F/message", "{\"data\":1}"), ProblemCode.BAD_SESSION);
        assertJson(host.delete("/api/users/nobody/sessions"), "{\"closed\":0}");
        assertProblem(host.delete("/api/users//sessions"), ProblemCode.BAD_USER);
        assertProblem(host.delete("/api/users/" + "x".repeat(1025) + "/sessions"), ProblemCode.BAD_USER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"room\":1}", "{\"room\":\"a\"}x", "{\"room\":"})
    void a_bad_body_is_refused(String body) throws Exception {
        assertProblem(host.post(NOBODY + "/join", body), ProblemCode.BAD_REQUEST);
        assertProblem(host.post(NOBODY + "/leave", body), ProblemCode.BAD_REQUEST);
    }

    @Test
    void a_bad_room_type_or_size_is_refused() throws Exception {
        assertProblem(host.post(NOBODY + "/join", "{\"room\":\"\"}"), ProblemCode.BAD_ROOM);
        assertProblem(
                host.post(NOBODY + "/join", "text/plain", BodyPublishers.ofString("a")), ProblemCode.UNSUPPORTED_TYPE);
        assertProblem(host.post(NOBODY + "/join", " ".repeat(4097)), ProblemCode.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"code=1006", "code=2999", "code=5000", "code=x", "kode=4000", "reason=%C3%A4%"})
    void a_bad_end_is_refused(String query) throws Exception {
        for (String path : new String[] {NOBODY, "/api/users/u/sessions"}) {
            try (RawClient raw = RawClient.connect(new InetSocketAddress("127.0.0.1", host.port()))) {
                raw.say("DELETE " + path + "?" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                assertThat(raw.readTextToEnd()).startsWith("HTTP/1.1 400 ");
            }
        }
        assertProblem(host.delete(NOBODY + "?reason=" + "x".repeat(124)), ProblemCode.BAD_REQUEST);
    }

    private static void assertDone(HttpResponse<String> answer) {
        assertThat(answer.body()).isEmpty();
        assertThat(answer.statusCode()).isEqualTo(204);
    }
}
