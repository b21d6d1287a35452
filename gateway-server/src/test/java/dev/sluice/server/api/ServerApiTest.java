package dev.sluice.server.api;

import static dev.sluice.server.api.ApiHost.assertJson;
import static dev.sluice.server.api.ApiHost.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds for every request. */
class ServerApiTest {
    private static final String MESSAGES = "/api/rooms/a/messages";
    private static final int MOST_AT_ONCE = 64;

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/rooms, 'GET, HEAD'",
        "DELETE, /api/rooms/a, 'GET, HEAD'",
        "GET, /api/rooms/a/messages, POST",
        "HEAD, /api/messages, POST",
        "POST, /api/rooms/a/history, 'GET, HEAD, DELETE'",
        "GET, /api/sessions/AAAAAAAAAAAAAAAA, DELETE",
        "OPTIONS, /api/users/u/sessions, DELETE",
    })
    void another_method_is_told_which_there_are(String method, String path, String allowed) throws Exception {
        try (ApiHost host = ApiHost.open()) {
            HttpResponse<String> answer = host.send(host.request(path).method(method, BodyPublishers.noBody()));
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).contains(allowed);
        }
    }

    @Test
    void other_paths_are_not_found() throws Exception {
        try (ApiHost host = ApiHost.open()) {
            for (String path : new String[] {
                "/api", "/api/", "/api/room", "/api/rooms/a/b", "/api/rooms/a/messages/", "/api/%72ooms"
            }) {
                assertProblem(host.get(path), ProblemCode.NOT_FOUND);
            }
        }
    }

    @Test
    void head_answers_as_get_does_but_for_the_body() throws Exception {
        try (ApiHost host = ApiHost.open()) {
            for (String path : new String[] {"/api/rooms", "/api/rooms/nobody", "/api/openapi.yaml", "/api/nothing"}) {
                HttpResponse<String> head = host.send(host.request(path).method("HEAD", BodyPublishers.noBody()));
                HttpResponse<String> get = host.get(path);
                assertThat(head.statusCode()).isEqualTo(get.statusCode());
                assertThat(head.body()).isEmpty();
                assertThat(head.headers().firstValue("Content-Type"))
                        .isEqualTo(get.headers().firstValue("Content-Type"));
            }
        }
    }

    @Test
    void the_same_request_with_the_same_key_is_carried_out_once() throws Exception {
        try (ApiHost host = ApiHost.open()) {
            RawClient member = host.client("/rooms/a");
            Gateways.awaitTotal(host.gateway(), MeterName.MEMBERSHIPS, 1);
            HttpResponse<String> first = host.send(keyed(host, MESSAGES, "k1", "{\"data\":1}"));
            HttpResponse<String> again = host.send(keyed(host, MESSAGES, "k1", "{\"data\":1}"));
            assertJson(first, "{\"room\":\"a\",\"offset\":1}");
            assertJson(again, "{\"room\":\"a\",\"offset\":1}");
            assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
            assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
            assertProblem(host.send(keyed(host, MESSAGES, "k1", "{\"data\":2}")), ProblemCode.KEY_REUSED);
            assertProblem(
                    host.send(keyed(host, "/api/rooms/b/messages", "k1", "{\"data\":1}")), ProblemCode.KEY_REUSED);
            assertJson(host.send(keyed(host, MESSAGES, "k2", "{\"data\":1}")), "{\"room\":\"a\",\"offset\":2}");
            assertThat(member.readFrame().text()).isEqualTo("1");
            assertThat(member.readFrame().text()).isEqualTo("1");
            // What was not carried out may be tried again.
            assertProblem(host.send(keyed(host, MESSAGES, "k3", "{}")), ProblemCode.BAD_REQUEST);
            assertJson(host.send(keyed(host, MESSAGES, "k3", "{\"data\":3}")), "{\"room\":\"a\",\"offset\":3}");
            assertProblem(host.send(keyed(host, MESSAGES, "k".repeat(129), "{\"data\":3}")), ProblemCode.BAD_REQUEST);
            assertThat(host.api().earlier().size()).isEqualTo(3);
        }
    }

    @Test
    void whose_answer_was_not_waited_for_gets_it_by_its_key() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (ApiHost host = stuck(release, Duration.ofMillis(200));
                AutoCloseable last = release::countDown) {
            HttpResponse<String> late = host.send(keyed(host, MESSAGES, "k", "{\"data\":1}"));
            assertProblem(late, ProblemCode.TIMEOUT);
            release.countDown();
            HttpResponse<String> again = host.send(keyed(host, MESSAGES, "k", "{\"data\":1}"));
            assertJson(again, "{\"room\":\"a\",\"offset\":0}");
            assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        }
    }

    @Test
    void so_many_requests_are_answered_at_once_and_no_more() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (ApiHost host = stuck(release, ApiHost.PATIENCE);
                AutoCloseable last = release::countDown) {
            List<RawClient> waiting = new ArrayList<>();
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                RawClient raw = RawClient.connect(new InetSocketAddress("127.0.0.1", host.port()));
                raw.say("POST " + MESSAGES + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                        + "Content-Length: 1\r\nConnection: close\r\n\r\nx");
                waiting.add(raw);
            }
            Gateways.await("a full house", () -> statusOf(host) == 503);
            HttpResponse<String> refused = host.get("/api/rooms");
            assertProblem(refused, ProblemCode.BUSY);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            release.countDown();
            for (RawClient raw : waiting) {
                assertThat(raw.readTextToEnd()).startsWith("HTTP/1.1 200 OK").contains("{\"room\":\"a\",\"offset\":0}");
                raw.close();
            }
            assertThat(statusOf(host)).isEqualTo(200);
        }
    }

    @Test
    void requests_are_counted_by_route_and_class_of_status() throws Exception {
        try (ApiHost host = ApiHost.open()) {
            host.get("/api/rooms");
            host.get("/api/rooms/x");
            host.get("/api/rooms/y");
            host.post("/api/rooms/x/messages", "{\"data\":1}");
            host.get("/api/nothing");
            assertThat(counts(host))
                    .containsExactlyInAnyOrder(
                            "GET /api/rooms 2xx 1",
                            "GET /api/rooms/{room} 4xx 2",
                            "POST /api/rooms/{room}/messages 2xx 1",
                            "other other 4xx 1");
            HistogramSnapshot durations = (HistogramSnapshot) families(host)
                    .filter(family -> family.getMetadata().getName().equals("gateway_api_request_duration_seconds"))
                    .findFirst()
                    .orElseThrow();
            assertThat(durations.getDataPoints().get(0).getCount()).isEqualTo(5);
            assertThat(durations.getDataPoints().get(0).getClassicBuckets().size())
                    .isEqualTo(12);
        }
    }

    /** With one lane that is held up. */
    private static ApiHost stuck(CountDownLatch release, Duration patience) throws IOException {
        ApiHost host = new ApiHost(
                options -> options.lanes(1).conversation("/block", session -> (kind, payload) -> awaitOnLane(release)),
                new Access(ApiKeys.NONE, true),
                patience);
        host.client("/block").sendText("block");
        Gateways.awaitTotal(host.gateway(), MeterName.MESSAGES_RECEIVED, 1);
        return host;
    }

    private static HttpRequest.Builder keyed(ApiHost host, String path, String key, String json) {
        return host.request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(json));
    }

    private static int statusOf(ApiHost host) {
        try {
            return host.get("/api/openapi.yaml").statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<MetricSnapshot> families(ApiHost host) {
        return host.api().meters().collect().stream();
    }

    private static List<String> counts(ApiHost host) {
        CounterSnapshot counts = (CounterSnapshot) families(host)
                .filter(family -> family.getMetadata().getName().equals("gateway_api_requests"))
                .findFirst()
                .orElseThrow();
        return counts.getDataPoints().stream()
                .map(point -> point.getLabels().get("method") + " "
                        + point.getLabels().get("route") + " "
                        + point.getLabels().get("status") + " "
                        + (long) point.getValue())
                .toList();
    }

    private static void awaitOnLane(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
