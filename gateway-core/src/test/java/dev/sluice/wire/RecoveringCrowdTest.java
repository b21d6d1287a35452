package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.Remembering;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A crowd that loses its connections again and again, in the middle of what it is being sent, while messages go through fifty rooms that
 * remember a hundred each. Whoever comes back asks for what it has missed; in the end everybody has every message of its rooms, once,
 * in order. Over the JDK's own client.
 */
@Execution(ExecutionMode.CONCURRENT)
class RecoveringCrowdTest {
    private static final int CLIENTS = 1000;
    private static final int ROOMS = 50;
    private static final int ROOMS_OF_ONE = 2;
    private static final int MESSAGES = 2000;
    private static final int MESSAGES_PER_SECOND = 200;

    /** So that each client is cut about twice. */
    private static final int CUTS = 2 * CLIENTS;

    private final long seed = System.nanoTime();
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger refused = new AtomicInteger();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    @Test
    void everybody_gets_everything_however_often_it_is_cut() throws Exception {
        try (Gateway gateway = Gateway.start(Gateways.options()
                .lanes(2)
                .namespaces(Remembering.everywhere(100, 1 << 20, Duration.ofMinutes(10)))
                .build())) {
            URI address = URI.create("ws://127.0.0.1:" + gateway.address().getPort() + "/ws");
            List<Client> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(number -> new Client(address, number))
                    .toList();
            clients.forEach(Client::connect);
            clients.forEach(client -> Gateways.await(client + " is in its rooms", client::isInItsRooms));

            Thread cutter = new Thread(() -> cutAgainAndAgain(clients));
            cutter.start();
            Publisher publisher = new Publisher(address);
            publisher.publishAll();
            cutter.join();

            for (Client client : clients) {
                Gateways.await(client + " has everything", client::hasEverything);
            }
            assertThat(faults).as("cuts by seed %d", seed).isEmpty();
            assertThat(refused).as("cuts by seed %d", seed).hasValue(0);
            assertThat(gateway.meters().value(MeterName.RECOVERIES, Label.Recovery.RECOVERED))
                    .isGreaterThanOrEqualTo(CUTS);
            assertThat(gateway.meters().value(MeterName.RECOVERIES, Label.Recovery.UNRECOVERABLE))
                    .isZero();
            clients.forEach(Client::abandon);
        }
    }

    private void cutAgainAndAgain(List<Client> clients) {
        SplittableRandom random = new SplittableRandom(seed);
        long pauseMillis = Math.max(1, MESSAGES * 1000L / MESSAGES_PER_SECOND / CUTS);
        try {
            for (int i = 0; i < CUTS; i++) {
                Client client = clients.get(random.nextInt(clients.size()));
                client.abandon();
                Thread.sleep(random.nextLong(2 * pauseMillis));
                client.connect();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String between(String text, String before, String behind) {
        int start = text.indexOf(before) + before.length();
        return text.substring(start, text.indexOf(behind, start));
    }

    private WebSocket open(URI address, WebSocket.Listener listener) {
        return http.newWebSocketBuilder()
                .subprotocols("sluice.v1.json")
                .buildAsync(address, listener)
                .join();
    }

    /** Messages whole, of one connection. */
    private abstract static class Messages implements WebSocket.Listener {
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            partial.append(text);
            if (last) {
                onMessage(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        abstract void onMessage(String message);
    }

    /** A member of all rooms who publishes numbers from 1, to one room after the other, and waits for each answer. */
    private final class Publisher extends Messages {
        private final WebSocket socket;
        private final Queue<CompletableFuture<Void>> answers = new ConcurrentLinkedQueue<>();

        Publisher(URI address) {
            socket = open(address, this);
        }

        void publishAll() throws InterruptedException {
            for (int room = 0; room < ROOMS; room++) {
                ask("{\"type\":\"join\",\"id\":1,\"room\":\"room-" + room + "\"}");
            }
            long start = System.nanoTime();
            for (int i = 0; i < MESSAGES; i++) {
                long dueMillis = i * 1000L / MESSAGES_PER_SECOND
                        - Duration.ofNanos(System.nanoTime() - start).toMillis();
                Thread.sleep(Math.max(0, dueMillis));
                ask("{\"type\":\"publish\",\"id\":2,\"key\":\"k" + i + "\",\"room\":\"room-" + i % ROOMS
                        + "\",\"data\":" + (1 + i / ROOMS) + "}");
            }
        }

        private void ask(String text) {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            answers.add(answer);
            socket.sendText(text, true).join();
            answer.join();
        }

        @Override
        void onMessage(String message) {
            if (message.contains("\"type\":\"joined\"") || message.contains("\"type\":\"published\"")) {
                answers.remove().complete(null);
            }
        }
    }

    /** One of the crowd, over all of its connections. */
    private final class Client {
        private final URI address;
        private final int number;
        private final Map<String, String> epochs = new HashMap<>();
        private final Map<String, List<Integer>> seen = new HashMap<>();
        private Connection connection;

        Client(URI address, int number) {
            this.address = address;
            this.number = number;
            for (int i = 0; i < ROOMS_OF_ONE; i++) {
                seen.put("room-" + (number + i * 7) % ROOMS, new ArrayList<>());
            }
        }

        void connect() {
            Connection next = new Connection(this);
            synchronized (this) {
                connection = next;
            }
            next.socket = open(address, next);
            synchronized (this) {
                seen.forEach((room, numbers) ->
                        next.socket.sendText(join(room), true).join());
            }
        }

        private String join(String room) {
            String epoch = epochs.get(room);
            String since = epoch == null
                    ? ""
                    : ",\"since\":{\"epoch\":\"" + epoch + "\",\"offset\":"
                            + seen.get(room).size() + "}";
            return "{\"type\":\"join\",\"id\":1,\"room\":\"" + room + "\"" + since + "}";
        }

        /** What still comes on this connection is lost, as if the network were gone. */
        synchronized void abandon() {
            Connection old = connection;
            connection = null;
            if (old != null) {
                old.socket.abort();
            }
        }

        synchronized boolean isInItsRooms() {
            return epochs.size() == ROOMS_OF_ONE;
        }

        synchronized boolean hasEverything() {
            return seen.values().stream().allMatch(numbers -> numbers.size() == MESSAGES / ROOMS);
        }

        synchronized void onMessage(Connection from, String message) {
            if (from != connection) {
                return;
            }
            if (message.contains("\"type\":\"joined\"")) {
                String room = between(message, "\"room\":\"", "\"");
                if (message.contains("\"recovered\":false")) {
                    refused.incrementAndGet();
                }
                epochs.put(room, between(message, "\"epoch\":\"", "\""));
            } else if (message.contains("\"type\":\"message\"")) {
                List<Integer> numbers = seen.get(between(message, "\"room\":\"", "\""));
                int data = Integer.parseInt(between(message, "\"data\":", "}"));
                int offset = Integer.parseInt(between(message, "\"offset\":", ","));
                if (data != numbers.size() + 1 || offset != data) {
                    faults.add(this + " has " + numbers.size() + " and gets " + message);
                }
                numbers.add(data);
            } else if (!message.contains("\"type\":\"welcome\"")) {
                faults.add(this + " gets " + message);
            }
        }

        @Override
        public synchronized String toString() {
            return "client " + number + " with " + seen;
        }
    }

    private static final class Connection extends Messages {
        private final Client client;
        private WebSocket socket;

        Connection(Client client) {
            this.client = client;
        }

        @Override
        void onMessage(String message) {
            client.onMessage(this, message);
        }
    }
}
