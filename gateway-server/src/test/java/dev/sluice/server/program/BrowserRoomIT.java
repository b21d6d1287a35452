package dev.sluice.server.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.bootstrap.RunningServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two pages of a real browser, the JDK's client and npm's ws in one raw room. */
class BrowserRoomIT {
    private static final String ROOM = "Möwe-🐦";
    private static final String ENCODED_ROOM = "M%C3%B6we-%F0%9F%90%A6";

    /** Around the bounds of the three forms of a frame's length, to the largest message that the defaults allow. */
    private static final int[] SIZES = {0, 125, 126, 65_535, 65_536};

    /** What a playground sends: its text is that of the message. */
    private static final Pattern SAID = Pattern.compile("\\{\"name\":.*\"text\":\"(.*)\",\"page\":.*}");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compression.enabled=false",
                "compression.enabled=true compression.threshold=1",
                "compression.enabled=true compression.threshold=1 compression.context-takeover=true"
            })
    void whatever_one_member_sends_arrives_whole_and_once_at_all_others_in_one_order(String settings) throws Exception {
        try (RunningServer server = Servers.start(settings.split(" ", -1));
                Child node = NodeScripts.startBrowser("room.mjs")) {
            Driver driver = new Driver(node);
            String url = Servers.socketUrl(server, "/rooms/" + ENCODED_ROOM);
            driver.ask("page page-1 " + Servers.pageUrl(server, "") + " " + ROOM);
            driver.ask("page page-2 " + Servers.pageUrl(server, "") + " " + ROOM);
            driver.ask("ws npm-ws " + url);
            Map<String, Member> members = new LinkedHashMap<>();
            for (String name : List.of("page-1", "page-1-chat", "npm-ws", "page-2", "page-2-chat")) {
                members.put(name, new DrivenMember(driver, name));
            }
            members.put("jdk", JdkMember.join(URI.create(url)));
            Metrics.of(server).await("gateway_memberships", members.size());

            Map<String, List<Payload>> expected = new LinkedHashMap<>();
            members.keySet().forEach(name -> expected.put(name, new ArrayList<>()));
            for (String sender : members.keySet()) {
                for (Payload payload : payloadsOf(sender)) {
                    members.get(sender).send(payload);
                    expected.forEach((name, list) -> addUnless(name.equals(sender), list, payload));
                }
                // The next one speaks when all have heard, so that there is one order to expect.
                for (String name : members.keySet()) {
                    assertThat(members.get(name).received(expected.get(name).size()))
                            .describedAs("%s, after %s has spoken", name, sender)
                            .isEqualTo(marks(name, expected.get(name)));
                }
            }
            assertThat(driver.ask("quit")).isEqualTo("quit");
            assertThat(node.exitCode()).isZero();
        }
    }

    private static void addUnless(boolean own, List<Payload> list, Payload payload) {
        if (!own) {
            list.add(payload);
        }
    }

    /** The composer of a page takes text alone. The text at the end shows that nothing came twice before it. */
    private static List<Payload> payloadsOf(String sender) {
        List<Payload> payloads = new ArrayList<>();
        payloads.add(Payload.text(sender + ": 👩‍👩‍👧‍👦 🏴‍☠️ é ﷽ 漢字 \"quoted\""));
        if (!sender.endsWith("-chat")) {
            payloads.add(Payload.text("🦆".repeat(65_536 / 4)));
            for (int size : SIZES) {
                byte[] bytes = new byte[size];
                new Random(sender.hashCode() + size).nextBytes(bytes);
                payloads.add(new Payload("binary", bytes));
            }
        }
        payloads.add(Payload.text(sender + " has spoken"));
        return payloads;
    }

    private static List<String> marks(String reader, List<Payload> payloads) {
        return payloads.stream()
                .map(payload -> reader.endsWith("-chat") && payload.kind().equals("binary")
                        ? "size:" + payload.bytes().length
                        : payload.mark())
                .toList();
    }

    /** A message; failures show its {@link #mark}. */
    private record Payload(String kind, byte[] bytes) {
        static Payload text(String text) {
            return new Payload("text", text.getBytes(UTF_8));
        }

        /** The text, or what tells long texts and binaries apart. */
        String mark() {
            if (kind.equals("text") && bytes.length < 1000) {
                Matcher said = SAID.matcher(new String(bytes, UTF_8));
                return said.matches() ? said.group(1).replace("\\\"", "\"") : new String(bytes, UTF_8);
            }
            CRC32 checksum = new CRC32();
            checksum.update(bytes);
            return "%s of %d bytes, %08x".formatted(kind, bytes.length, checksum.getValue());
        }
    }

    private interface Member {
        void send(Payload payload) throws Exception;

        /** The marks of all that it has received, once there are this many. */
        List<String> received(int count) throws Exception;
    }

    /** The script at the other end of a pipe. */
    private static final class Driver {
        private final Child node;
        private int asked;

        Driver(Child node) {
            this.node = node;
        }

        String ask(String command) throws IOException, InterruptedException {
            node.say(command);
            String answer = node.line(asked++);
            assertThat(answer).doesNotStartWith("failed");
            return answer;
        }
    }

    /** A member that the script leads. */
    private record DrivenMember(Driver driver, String name) implements Member {
        @Override
        public void send(Payload payload) throws Exception {
            String encoded = Base64.getEncoder().encodeToString(payload.bytes());
            driver.ask("send " + name + " " + payload.kind() + " " + encoded);
        }

        @Override
        public List<String> received(int count) throws Exception {
            String answer = driver.ask("received " + name + " " + count);
            return answer.isEmpty()
                    ? List.of()
                    : Arrays.stream(answer.split(" ")).map(DrivenMember::mark).toList();
        }

        private static String mark(String item) {
            int colon = item.indexOf(':');
            String kind = item.substring(0, colon);
            return kind.equals("size")
                    ? item
                    : new Payload(kind, Base64.getDecoder().decode(item.substring(colon + 1))).mark();
        }
    }

    /** The client that comes with the JDK. */
    private static final class JdkMember implements Member, WebSocket.Listener {
        private final List<String> received = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
        private WebSocket socket;

        static JdkMember join(URI uri) {
            JdkMember member = new JdkMember();
            member.socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(uri, member)
                    .join();
            return member;
        }

        @Override
        public void send(Payload payload) {
            if (payload.kind().equals("text")) {
                socket.sendText(new String(payload.bytes(), UTF_8), true).join();
            } else {
                socket.sendBinary(ByteBuffer.wrap(payload.bytes()), true).join();
            }
        }

        @Override
        public synchronized List<String> received(int count) throws InterruptedException {
            while (received.size() < count) {
                wait(); // the test's own timeout bounds it
            }
            return List.copyOf(received);
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
            text.append(part);
            if (last && text.indexOf("{\"announce\":") != 0) {
                add(Payload.text(text.toString()));
            }
            if (last) {
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer part, boolean last) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            binary.writeBytes(bytes);
            if (last) {
                add(new Payload("binary", binary.toByteArray()));
                binary.reset();
            }
            webSocket.request(1);
            return null;
        }

        private synchronized void add(Payload payload) {
            received.add(payload.mark());
            notifyAll();
        }
    }
}
