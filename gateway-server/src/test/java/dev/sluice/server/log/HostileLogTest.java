package dev.sluice.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.sluice.Gateway;
import dev.sluice.log.LogText;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What clients send does not get into the log but bounded and escaped, at the level that tells the most. */
class HostileLogTest {
    private static final String SECRET = "s3cr3t";

    /** The longest that a client's string may become: each character as an escape, and the ellipsis. */
    private static final int MOST = LogText.MOST_CHARACTERS * 6 + 20;

    private final Logger ours = (Logger) LoggerFactory.getLogger("dev.sluice");
    private final Recorder recorder = new Recorder();
    private final Level before = ours.getLevel();

    @BeforeEach
    void record() {
        recorder.start();
        ours.addAppender(recorder);
        ours.setLevel(Level.DEBUG);
        ours.setAdditive(false); // standard error has nothing to gain from it
    }

    @AfterEach
    void stop() {
        ours.setAdditive(true);
        ours.setLevel(before);
        ours.detachAppender(recorder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[31mred\u001b[0m",
                "a\u0085b\u009bc",
                "a\tb",
                "\u00ad\u00ad",
                "x\" y=\"z",
                "back\\slash \\n",
                "{\"a\":1}",
                "$ {jndi:ldap://x}",
                "%s %n {} {}"
            })
    void hostile_headers_are_escaped(String hostile) throws IOException {
        String fill = "f".repeat(3000);
        try (Gateway gateway = Gateways.start()) {
            refused(gateway, "GET /nowhere" + "/x".repeat(1000) + "?token=" + SECRET + " HTTP/1.1", hostile + fill);
            refused(gateway, "GET /rooms/a%0Ab%1B%E2%80%AE/" + hostile + "?token=" + SECRET + " HTTP/1.1", hostile);
            refused(gateway, "GET http://user:" + SECRET + "@host/ws HTTP/1.1", hostile);
            refused(gateway, "GET /ws#" + SECRET + " HTTP/1.1", hostile);
            refused(gateway, "\u0016\u0003\u0001 " + hostile + SECRET, hostile);
            Gateways.await("five refusals", () -> gateway.meters().total(MeterName.HANDSHAKES) == 5);
        }
        assertHarmless();
        assertThat(recorder.events)
                .filteredOn(event -> event.getMessage().equals("Refused"))
                .hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bye\nforged=1", "\u202egnirts", "\u001b[2J", "\u2028", "", "😀", "\u0000"})
    void a_hostile_close_reason_is_escaped(String reason) throws IOException {
        try (Gateway gateway = Gateways.start();
                RawClient client = RawClient.connect(gateway)) {
            client.say(RawClient.request("/rooms/%0a?token=" + SECRET).replace("%0a", "%E2%80%AE%F0%9F%98%80"));
            client.readHead();
            client.sendText(SECRET);
            byte[] text = reason.getBytes(StandardCharsets.UTF_8);
            client.sendFrame(
                    0x88,
                    ByteBuffer.allocate(2 + text.length)
                            .putShort((short) 1000)
                            .put(text)
                            .array());
            Gateways.awaitTotal(gateway, MeterName.CONNECTIONS_CLOSED, 1);
        }
        assertHarmless();
        assertThat(messages()).contains("Opened", "Closed");
    }

    @Test
    void hostile_messages_are_not_told_at_all() throws IOException {
        String[] messages = {
            "{\"type\":\"join\",\"id\":1,\"room\":\"" + SECRET + "\\u0000\"}",
            "{\"type\":\"" + SECRET + "\\n\"}",
            SECRET + "\n{",
            "{\"" + SECRET + "\u202e",
            "{\"type\":\"publish\",\"id\":1,\"room\":\"r\",\"data\":\"" + SECRET
        };
        try (Gateway gateway = Gateways.start()) {
            for (String message : messages) {
                try (RawClient client = RawClient.open(gateway, "/ws")) {
                    for (int i = 0; i < 12; i++) {
                        client.sendText(message);
                    }
                    client.readToEndAndAnswer();
                }
            }
            for (String violation : List.of("83 80 00000000", "81 81 00000000 ff", "01 7f", "88 81 00000000 01")) {
                try (RawClient client = RawClient.open(gateway, "/echo")) {
                    client.sayHex(violation).readToEndAndAnswer();
                }
            }
            Gateways.awaitTotal(gateway, MeterName.CONNECTIONS, 0);
        }
        assertHarmless();
        assertThat(messages()).contains("Protocol violation", "Closed");
    }

    @Test
    void an_exception_that_quotes_the_client_is_escaped_and_told_once() throws IOException {
        String quoted = "bad\n\u001b[31m\u202e" + "x".repeat(5000);
        try (Gateway gateway = Gateway.start(Gateways.options()
                .lanes(1)
                .conversation("/throws", session -> (kind, payload) -> {
                    throw new IllegalStateException(quoted, new IllegalArgumentException(quoted));
                })
                .build())) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = RawClient.open(gateway, "/throws").sendText("now")) {
                    client.readToEndAndAnswer();
                }
            }
        }
        assertHarmless();
        assertThat(recorder.events)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .hasSize(1);
    }

    private static void refused(Gateway gateway, String requestLine, String header) throws IOException {
        try (RawClient client = RawClient.connect(gateway)) {
            client.say(requestLine + "\r\nHost: x\r\nOrigin: " + header + "?token=" + SECRET + "\r\nUser-Agent: "
                    + header
                    + "\r\nAuthorization: Bearer " + SECRET + "\r\nCookie: " + SECRET + "\r\nSec-WebSocket-Protocol: "
                    + SECRET + "\r\n\r\n");
            client.readTextToEnd();
        }
    }

    /** Both what core hands to any logger, and the lines that ours makes of it. */
    private void assertHarmless() {
        assertThat(recorder.events).isNotEmpty().allSatisfy(event -> {
            assertVisible(event.getFormattedMessage());
            if (event.getKeyValuePairs() != null) {
                event.getKeyValuePairs().forEach(pair -> assertVisible(String.valueOf(pair.value)));
            }
            for (LineFormat format : List.of(new TextLine(), new JsonLine())) {
                String line = format.line(event);
                assertThat(line).endsWith("\n").doesNotContain(SECRET);
                assertThat(line.substring(0, line.length() - 1).codePoints()).allMatch(LogText::isVisible);
            }
        });
    }

    private static void assertVisible(String text) {
        assertThat(text.codePoints()).allMatch(LogText::isVisible);
        assertThat(text.length()).isLessThan(MOST);
    }

    private List<String> messages() {
        return recorder.events.stream().map(ILoggingEvent::getMessage).toList();
    }

    private static final class Recorder extends AppenderBase<ILoggingEvent> {
        private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            events.add(event);
        }
    }
}
