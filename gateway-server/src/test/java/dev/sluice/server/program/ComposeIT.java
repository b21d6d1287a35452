package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two gateways behind HAProxy, watched by Prometheus, as composed: all but Grafana, of which Debian has no package. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ComposeIT {
    private static final List<String> GATEWAYS = List.of("gateway-1", "gateway-2");
    private static final int SERVER_ERROR = 500;

    /** Clients by the name of the gateway that they are at. */
    private final Map<String, List<RawClient>> members = new TreeMap<>();

    @Test
    void clients_chat_through_the_balancer_at_both_gateways_and_prometheus_sees_them() throws Exception {
        if (Deployment.IMAGE.isEmpty()) {
            System.err.println(
                    "Not run: the composed gateways, without an image; ComposeFileTest has read their settings");
            Assumptions.abort();
        }
        try (Composed composed = Composed.up(Deployment.IMAGE, "gateway-1", "gateway-2", "haproxy", "prometheus")) {
            try {
                joinUntilTwoAreAtEach(composed);
                members.values().forEach(ComposeIT::chat);
                InetSocketAddress prometheus = composed.published("prometheus", 9090);
                int all = members.values().stream().mapToInt(List::size).sum();
                Await.until("both seen", () -> prometheusSays(prometheus, "sum(up{job=\"sluice\"})", 2));
                Await.until("all seen", () -> prometheusSays(prometheus, "sum(gateway_memberships)", all));
                assertThat(get(prometheus, "/api/v1/rules")).contains("\"type\":\"alerting\"");
                closeMembers();
                for (String gateway : GATEWAYS) {
                    Await.until("nobody at " + gateway, () -> memberships(composed, gateway) == 0);
                    assertThat(composed.stop(gateway)).isZero();
                }
            } catch (Throwable failure) {
                System.err.println(composed.logs());
                throw failure;
            } finally {
                closeMembers();
            }
        }
    }

    /** One after another; the first ones may all get to one gateway, until the balancer has looked twice at the other one. */
    private void joinUntilTwoAreAtEach(Composed composed) throws Exception {
        InetSocketAddress front = composed.published("haproxy", 8080);
        GATEWAYS.forEach(gateway -> members.put(gateway, new ArrayList<>()));
        Await.until("two at each gateway", () -> {
            join(composed, front);
            return members.values().stream().allMatch(list -> list.size() >= 2);
        });
    }

    private void join(Composed composed, InetSocketAddress front) {
        RawClient client;
        try {
            client = RawClient.open(front, "/rooms/lobby");
        } catch (IOException e) {
            return; // no gateway yet
        }
        while (true) {
            for (String gateway : GATEWAYS) {
                if (memberships(composed, gateway) > members.get(gateway).size()) {
                    members.get(gateway).add(client);
                    return;
                }
            }
        }
    }

    /** Each says something, and hears all others of its gateway, and nobody else. */
    private static void chat(List<RawClient> clients) {
        try {
            for (RawClient client : clients) {
                client.sendText("I am " + clients.indexOf(client));
            }
            for (RawClient client : clients) {
                List<String> heard = new ArrayList<>();
                List<String> others = new ArrayList<>();
                for (RawClient other : clients) {
                    if (other != client) {
                        others.add("I am " + clients.indexOf(other));
                        heard.add(client.readFrame().text());
                    }
                }
                assertThat(heard).containsExactlyInAnyOrderElementsOf(others);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void closeMembers() throws IOException {
        for (List<RawClient> clients : members.values()) {
            for (RawClient client : clients) {
                client.close();
            }
            clients.clear();
        }
    }

    private static int memberships(Composed composed, String gateway) {
        String look = "exec 3<>/dev/tcp/127.0.0.1/8081; printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";
        return composed.inside(gateway, "bash", "-c", look).stream()
                .filter(line -> line.startsWith("gateway_memberships "))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static boolean prometheusSays(InetSocketAddress prometheus, String query, int value) {
        return get(prometheus, "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .contains(",\"" + value + "\"]");
    }

    private static String get(InetSocketAddress server, String path) {
        URI uri = URI.create("http://127.0.0.1:" + server.getPort() + path);
        try {
            var answer =
                    HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            return answer.statusCode() < SERVER_ERROR ? answer.body() : ""; // not ready yet
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
