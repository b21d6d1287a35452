package dev.sluice.server.api;

import static dev.sluice.server.api.ApiHost.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use the server API. */
class AccessTest {
    private static final String OLD = "old-secret-of-enough-length";
    private static final String NEW = "new-secret-of-enough-length";

    private static ApiHost host(boolean loopback, String... keys) throws IOException {
        return new ApiHost(options -> options, new Access(ApiKeys.of(List.of(keys)), loopback), ApiHost.PATIENCE);
    }

    @Test
    void each_key_opens_and_nothing_else_does() throws Exception {
        try (ApiHost host = host(false, OLD, NEW)) {
            for (String key : new String[] {"Bearer " + OLD, "bearer " + NEW, "BEARER  " + NEW + " "}) {
                assertThat(host.send(host.request("/api/rooms").header("Authorization", key))
                                .statusCode())
                        .isEqualTo(200);
            }
            for (String wrong : new String[] {
                "Bearer " + OLD + "x", "Bearer ", "Bearer", "Basic " + OLD, OLD, "Bearer " + OLD.replace('o', 'O')
            }) {
                HttpResponse<String> refused =
                        host.send(host.request("/api/rooms").header("Authorization", wrong));
                assertProblem(refused, ProblemCode.UNAUTHORIZED);
                assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
                        .startsWith("Bearer realm=\"sluice\"");
                assertThat(refused.body() + refused.headers()).doesNotContain(OLD, NEW);
            }
            HttpResponse<String> without = host.get("/api/rooms");
            assertProblem(without, ProblemCode.UNAUTHORIZED);
            assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"sluice\"");
            HttpResponse<String> twice = host.send(host.request("/api/rooms")
                    .header("Authorization", "Bearer " + OLD)
                    .header("Authorization", "Bearer " + OLD));
            assertProblem(twice, ProblemCode.UNAUTHORIZED);
        }
    }

    @Test
    void without_a_key_nobody_learns_what_there_is() throws Exception {
        try (ApiHost host = host(true, OLD)) {
            assertProblem(host.get("/api/nothing"), ProblemCode.UNAUTHORIZED);
            assertProblem(host.get("/api/openapi.yaml"), ProblemCode.UNAUTHORIZED);
            assertProblem(host.delete("/api/rooms"), ProblemCode.UNAUTHORIZED);
        }
    }

    @Test
    void beyond_loopback_without_keys_nobody_may_and_is_told_what_to_do() throws Exception {
        try (ApiHost host = host(false)) {
            HttpResponse<String> refused = host.get("/api/rooms");
            assertProblem(refused, ProblemCode.FORBIDDEN);
            assertThat(refused.body()).contains("api.keys", "Authorization: Bearer");
            assertProblem(
                    host.send(host.request("/api/rooms").header("Authorization", "Bearer " + OLD)),
                    ProblemCode.FORBIDDEN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: 127.0.0.1:8081",
                "Host: localhost",
                "Host: LOCALHOST:1",
                "Host: [::1]:8081",
                "Host: 127.1.2.3",
                "Host: localhost:8081\r\nOrigin: http://localhost:8081",
            })
    void on_loopback_without_keys_programs_may(String headers) throws Exception {
        assertThat(statusOf(headers)).isEqualTo("HTTP/1.1 200 OK");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: 127.0.0.1.evil.example:8081",
                "Host: localhost.evil.example",
                "Host: 10.0.0.1:8081",
                "Host: localhost:8081\r\nOrigin: http://evil.example",
                "Host: localhost:8081\r\nOrigin: http://localhost:8080",
                "Host: localhost:8081\r\nOrigin: null",
            })
    void pages_of_other_sites_may_not(String headers) throws Exception {
        assertThat(statusOf(headers)).isEqualTo("HTTP/1.1 403 Forbidden");
    }

    @Test
    void keys_are_shown_by_nothing() {
        assertThat(ApiKeys.of(List.of(OLD, NEW))).hasToString("2 keys").isEqualTo(ApiKeys.of(List.of(OLD, NEW)));
        assertThat(ApiKeys.of(List.of(OLD)))
                .isNotEqualTo(ApiKeys.of(List.of(NEW)))
                .isNotEqualTo(ApiKeys.NONE);
    }

    private static String statusOf(String headers) throws IOException {
        try (ApiHost host = host(true);
                RawClient raw = RawClient.connect(new InetSocketAddress("127.0.0.1", host.port()))) {
            raw.say("GET /api/rooms HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n");
            return raw.readHead().get(0);
        }
    }
}
