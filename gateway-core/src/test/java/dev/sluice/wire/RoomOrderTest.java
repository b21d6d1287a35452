package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishers on all lanes at once, over the JDK's own client. */
class RoomOrderTest {
    private static final int CLIENTS = 12;
    private static final int MESSAGES = 400;

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void all_members_see_one_order_and_each_publishers_own(int lanes) throws Exception {
        try (Gateway gateway = Gateway.start(Gateways.options().lanes(lanes).build())) {
            HttpClient http = HttpClient.newHttpClient();
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Client(http, gateway, i));
            }
            // Members, because the clients' own view of a join says nothing about when the room knows.
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, CLIENTS);
            List<Thread> publishers =
                    clients.stream().map(client -> new Thread(client::publish)).toList();
            publishers.forEach(Thread::start);
            for (Client client : clients) {
                assertThat(client.complete.await(60, TimeUnit.SECONDS))
                        .as("all messages have come to %s of %s", client.received.size(), CLIENTS * MESSAGES)
                        .isTrue();
            }
            List<String> order = clients.get(0).received;
            assertThat(order).doesNotHaveDuplicates();
            for (Client client : clients) {
                assertThat(client.received).isEqualTo(order);
            }
            assertThat(byPublisher(order)).hasSize(CLIENTS).allSatisfy((publisher, numbers) -> {
                assertThat(numbers).hasSize(MESSAGES).isSorted();
            });
            for (Client client : clients) {
                client.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            }
            Gateways.awaitTotal(gateway, MeterName.ROOMS, 0);
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 0);
        }
    }

    private static Map<Integer, List<Integer>> byPublisher(List<String> messages) {
        Map<Integer, List<Integer>> numbers = new HashMap<>();
        for (String message : messages) {
            String[] parts = message.split(":", 2);
            numbers.computeIfAbsent(Integer.valueOf(parts[0]), key -> new ArrayList<>())
                    .add(Integer.valueOf(parts[1]));
        }
        return numbers;
    }

    /** An envelope client that publishes {@code "NUMBER:COUNT"} and keeps what it receives. */
    private static final class Client implements WebSocket.Listener {
        private final int number;
        private final List<String> received = new ArrayList<>();
        private final CountDownLatch complete = new CountDownLatch(1);
        private final CompletableFuture<Void> joined = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();
        private final WebSocket socket;

        Client(HttpClient http, Gateway gateway, int number) {
            this.number = number;
            this.socket = http.newWebSocketBuilder()
                    .subprotocols("sluice.v1.json")
                    .buildAsync(URI.create("ws://127.0.0.1:" + gateway.address().getPort() + "/ws"), this)
                    .join();
            socket.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"order\"}", true)
                    .join();
            joined.join();
        }

        void publish() {
            for (int i = 0; i < MESSAGES; i++) {
                String data = number + ":" + (1000 + i);
                socket.sendText("{\"type\":\"publish\",\"room\":\"order\",\"data\":\"" + data + "\"}", true)
                        .join();
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
            partial.append(text);
            if (last) {
                onMessage(partial.toString());
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        private void onMessage(String message) {
            if (message.contains("\"type\":\"joined\"")) {
                joined.complete(null);
            } else if (message.contains("\"type\":\"message\"")) {
                String data = "\"data\":\"";
                received.add(message.substring(message.indexOf(data) + data.length(), message.length() - 2));
                if (received.size() == CLIENTS * MESSAGES) {
                    complete.countDown();
                }
            }
        }
    }
}
