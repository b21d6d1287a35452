package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.Namespaces;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.deflate.ConnectionDeflate;
import dev.sluice.protocol.deflate.DeflateParameters;
import dev.sluice.protocol.deflate.LaneDeflate;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import dev.sluice.testing.Rules;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Presence over real sockets: clients of every kind in one room, some of whom are told of each other. */
class PresenceOnTheWireTest {
    private static final Pattern SESSION = Pattern.compile("\"session\":\"(.{16})\"");
    private static final int COMPRESSED_TEXT = 0xC1;
    private static final int CROWD = 100;

    /** Between two events of one kind in one room there are four looks at least. */
    private static final long LEAST_MILLIS = 400;

    @Test
    void members_of_every_kind_are_told_of_who_comes_and_goes_and_raw_ones_are_not() throws IOException {
        Compression on = new Compression(true, 64, true, 12);
        try (Gateway gateway = Gateway.start(Gateways.options()
                        .lanes(3)
                        .compression(on)
                        .namespaces(new Namespaces(Rules.ARRIVALS))
                        .build());
                Client ann = new Client(gateway, "/ws", "", List.of());
                Client bob = new Client(gateway, "/ws", "permessage-deflate; server_no_context_takeover", List.of());
                Client cid = new Client(gateway, "/ws", "permessage-deflate; client_max_window_bits", List.of(12))) {
            for (Client client : List.of(ann, bob, cid)) {
                client.raw.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"hall\"}");
                client.expect("joined");
            }
            Client raw =
                    new Client(gateway, "/rooms/hall", "permessage-deflate; server_no_context_takeover", List.of());
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 4);
            // The raw member's name is known from nowhere else.
            Set<String> there = ann.askWhoIsThere();
            assertThat(there).hasSize(4).contains(ann.session, bob.session, cid.session);
            Set<String> rawOnly = new TreeSet<>(there);
            rawOnly.removeAll(Set.of(ann.session, bob.session, cid.session));
            String rawSession = rawOnly.iterator().next();
            ann.awaitEvents("arrived", Set.of(bob.session, cid.session, rawSession));
            bob.awaitEvents("arrived", Set.of(bob.session, cid.session, rawSession));
            cid.awaitEvents("arrived", Set.of(cid.session, rawSession));
            assertThat(bob.askWhoIsThere()).isEqualTo(there);
            assertThat(bob.compressedEvents).isPositive();
            assertThat(cid.compressedEvents).isPositive();
            ann.raw.sendText("{\"type\":\"publish\",\"room\":\"hall\",\"data\":\"first\"}");
            assertThat(raw.read()).as("the first thing that a raw member gets").isEqualTo("\"first\"");
            raw.close();
            for (Client client : List.of(ann, bob, cid)) {
                client.awaitEvents("departed", rawOnly);
            }
            assertThat(cid.askWhoIsThere()).containsExactlyInAnyOrder(ann.session, bob.session, cid.session);
        }
    }

    @Test
    void a_crowd_is_few_events_and_its_pages_are_everybody() throws IOException {
        try (Gateway gateway = Gateway.start(Gateways.options()
                        .lanes(3)
                        .namespaces(new Namespaces(Rules.ARRIVALS))
                        .build());
                Client ann = new Client(gateway, "/ws", "", List.of())) {
            ann.raw.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"hall\"}");
            ann.expect("joined");
            long start = System.nanoTime();
            List<RawClient> crowd = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                crowd.add(RawClient.open(gateway, "/rooms/hall"));
            }
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, CROWD + 1);
            assertThat(ann.askWhoIsThere()).hasSize(CROWD + 1);
            ann.awaitCount(CROWD + 1);
            for (RawClient member : crowd) {
                member.close();
            }
            ann.awaitCount(1);
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertThat(gateway.meters().total(MeterName.PRESENCE_EVENTS))
                    .isLessThanOrEqualTo(2 * (1 + millis / LEAST_MILLIS));
        }
    }

    /** A client that reads what is compressed for it, and notes events that come between what it waits for. */
    private static final class Client implements AutoCloseable {
        private final RawClient raw;
        private final ConnectionDeflate deflate;
        private final List<String> events = new ArrayList<>();
        private String session = "";
        private int compressedEvents;

        /** @param window of the context that the server keeps; empty: it keeps none */
        Client(Gateway gateway, String path, String offer, List<Integer> window) throws IOException {
            raw = RawClient.connect(gateway);
            String header = offer.isEmpty() ? "" : "\r\nSec-WebSocket-Extensions: " + offer;
            raw.say(RawClient.request(path).replace("\r\n\r\n", header + "\r\n\r\n"))
                    .readHead();
            deflate = deflate(window);
            if (path.equals("/ws")) {
                Matcher name = SESSION.matcher(read());
                assertThat(name.find()).isTrue();
                session = name.group(1);
            }
        }

        String read() throws IOException {
            Frame frame = raw.readFrame();
            if (frame.first() != COMPRESSED_TEXT) {
                return frame.text();
            }
            ByteBuf inflated = deflate.inflate(Unpooled.wrappedBuffer(frame.payload()));
            try {
                String text = inflated.toString(StandardCharsets.UTF_8);
                compressedEvents += isEvent(text) ? 1 : 0;
                return text;
            } finally {
                inflated.release();
            }
        }

        /** Reads on until a message of this type. */
        String expect(String type) throws IOException {
            while (true) {
                String message = read();
                if (message.startsWith("{\"type\":\"" + type + "\"")) {
                    return message;
                }
                noteEvent(message);
            }
        }

        /** Page by page. */
        Set<String> askWhoIsThere() throws IOException {
            Set<String> sessions = new TreeSet<>();
            String after = "";
            while (true) {
                raw.sendText("{\"type\":\"presence\",\"id\":2,\"room\":\"hall\",\"limit\":3" + after + "}");
                String page = expect("presence");
                List<String> named = sessionsOf(page);
                assertThat(named).hasSizeBetween(1, 3);
                named.forEach(member -> assertThat(sessions.add(member)).isTrue());
                int next = page.indexOf("\"next\":");
                if (next < 0) {
                    return sessions;
                }
                after = ",\"after\":" + page.substring(next + 7, page.length() - 1);
            }
        }

        /** Waits until events of this kind have named all of these. */
        void awaitEvents(String kind, Set<String> named) throws IOException {
            Set<String> missing = new TreeSet<>(named);
            while (true) {
                for (String event : events) {
                    assertThat(event).startsWith("{\"type\":\"" + kind + "\",\"room\":\"hall\",\"count\":");
                    missing.removeAll(sessionsOf(event));
                }
                events.clear();
                if (missing.isEmpty()) {
                    return;
                }
                noteEvent(read());
            }
        }

        void awaitCount(int count) throws IOException {
            while (events.stream().noneMatch(event -> event.contains("\"count\":" + count + ","))) {
                noteEvent(read());
            }
            events.clear();
        }

        private void noteEvent(String message) {
            if (isEvent(message)) {
                events.add(message);
            }
        }

        private static boolean isEvent(String message) {
            return message.startsWith("{\"type\":\"arrived\"") || message.startsWith("{\"type\":\"departed\"");
        }

        private static List<String> sessionsOf(String message) {
            return SESSION.matcher(message)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }

        private static ConnectionDeflate deflate(List<Integer> window) {
            OptionalInt bits = window.isEmpty() ? OptionalInt.empty() : OptionalInt.of(window.get(0));
            DeflateParameters agreed = new DeflateParameters(window.isEmpty(), window.isEmpty(), bits, bits);
            Compression every = new Compression(true, 1, false, 15);
            return new LaneDeflate(every, UnpooledByteBufAllocator.DEFAULT, 1 << 20, (plain, compressed) -> {})
                    .connection(agreed);
        }

        @Override
        public void close() throws IOException {
            raw.close();
        }
    }
}
