package dev.sluice.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metric.Label;
import dev.sluice.metric.Label.Breach;
import dev.sluice.metric.Label.Close;
import dev.sluice.metric.Label.Handshake;
import dev.sluice.metric.Label.Initiator;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a client gets, to the last byte, and what is counted. */
sealed interface Answer {
    /** As the page for users has it. */
    String text();

    /** The counter as it is scraped, or empty. */
    String counter();

    /** Reads everything that the gateway sends. */
    void checkWire(RawClient client) throws IOException;

    /** What has moved since, and what has not; the client is gone. */
    void checkCounters(Counters since);

    private static String labelled(MeterName meter, String name, Label label) {
        return "`gateway_%s_total{%s=\"%s\"}`".formatted(meter.text(), name, label.text());
    }

    private static String handshakes(Handshake result) {
        return labelled(MeterName.HANDSHAKES, "result", result);
    }

    /** One HTTP error, a line of text with it, and the end. */
    record HttpError(int status, Handshake result, List<String> headers) implements Answer {
        HttpError(int status, Handshake result, String... headers) {
            this(status, result, List.of(headers));
        }

        @Override
        public String text() {
            return Stream.concat(Stream.of("" + status), headers.stream().map(header -> "`" + header + "`"))
                    .collect(Collectors.joining(", "));
        }

        @Override
        public String counter() {
            return handshakes(result);
        }

        @Override
        public void checkWire(RawClient client) throws IOException {
            List<String> head = client.readHead();
            assertThat(head.get(0)).startsWith("HTTP/1.1 " + status + " ");
            assertThat(head).anySatisfy(line -> assertThat(line).startsWith("connection: close"));
            assertThat(head.stream().map(line -> line.toLowerCase(java.util.Locale.ROOT)))
                    .containsAll(headers);
            String body = client.readTextToEnd();
            assertThat(body).as("one line that helps, and the end").matches("[^\n]+\n");
            assertThat(head).contains("content-length: " + body.length());
        }

        @Override
        public void checkCounters(Counters since) {
            since.expectOne(MeterName.HANDSHAKES, result);
            since.expect(MeterName.CONNECTIONS_OPENED, 0);
        }
    }

    /** The end without a word. */
    record Cut(Handshake result) implements Answer {
        @Override
        public String text() {
            return "the connection is closed";
        }

        @Override
        public String counter() {
            return handshakes(result);
        }

        @Override
        public void checkWire(RawClient client) throws IOException {
            assertThat(client.readTextToEnd()).isEmpty();
        }

        @Override
        public void checkCounters(Counters since) {
            since.expectOne(MeterName.HANDSHAKES, result);
            since.expect(MeterName.CONNECTIONS_OPENED, 0);
        }
    }

    /** A WebSocket, which works. */
    record Opens() implements Answer {
        @Override
        public String text() {
            return "101";
        }

        @Override
        public String counter() {
            return handshakes(Handshake.ACCEPTED);
        }

        @Override
        public void checkWire(RawClient client) throws IOException {
            assertThat(client.readHead().get(0)).startsWith("HTTP/1.1 101 ");
            client.sendClose(1000);
            List<Frame> frames = client.readToEnd();
            assertThat(frames.get(frames.size() - 1).closeCode()).isEqualTo(1000);
        }

        @Override
        public void checkCounters(Counters since) {
            since.expectOne(MeterName.HANDSHAKES, Handshake.ACCEPTED);
            since.expectClosed(Close.NORMAL, Initiator.CLIENT);
        }
    }

    /** Exactly one close frame, as the last thing, with a reason; and the end. */
    record Closes(int code) implements Answer {
        private static final Map<Integer, Breach> BREACHES = Map.of(
                1002, Breach.PROTOCOL,
                1003, Breach.TYPE_NOT_ACCEPTED,
                1007, Breach.BAD_DATA,
                1008, Breach.POLICY,
                1009, Breach.TOO_BIG,
                1013, Breach.OVERLOADED,
                4101, Breach.RATE_LIMITED);

        @Override
        public String text() {
            return "close " + code;
        }

        @Override
        public String counter() {
            Breach breach = BREACHES.get(code);
            return breach == null
                    ? labelled(MeterName.CONNECTIONS_CLOSED, "code", Close.of(code))
                    : labelled(MeterName.PROTOCOL_ERRORS, "reason", breach);
        }

        @Override
        public void checkWire(RawClient client) throws IOException {
            Frame last = client.readFrame();
            while (!last.isClose()) {
                last = client.readFrame();
            }
            assertThat(last.closeCode()).isEqualTo(code);
            assertThat(last.payload()).as("a code and a reason").hasSizeBetween(3, 125);
            client.sendClose(code);
            assertThat(client.readToEnd()).as("frames behind the close frame").isEmpty();
        }

        @Override
        public void checkCounters(Counters since) {
            Breach breach = BREACHES.get(code);
            if (breach == null) {
                since.expect(MeterName.PROTOCOL_ERRORS, 0);
            } else {
                since.expectOne(MeterName.PROTOCOL_ERRORS, breach);
            }
            since.expectClosed(Close.of(code), Initiator.SERVER);
        }
    }

    /** One error in the envelope, and the session goes on. */
    record ErrorReply(String code) implements Answer {
        @Override
        public String text() {
            return "error `" + code + "`";
        }

        @Override
        public String counter() {
            return "`gateway_command_errors_total`";
        }

        @Override
        public void checkWire(RawClient client) throws IOException {
            assertThat(client.readFrame().text()).contains("\"error\"").contains("\"code\":\"" + code + "\"");
            client.sendText("{\"type\":\"ping\",\"id\":99}");
            assertThat(client.readFrame().text()).isEqualTo("{\"type\":\"pong\",\"id\":99}");
            client.sendClose(1000);
            assertThat(client.readToEnd()).hasSize(1);
        }

        @Override
        public void checkCounters(Counters since) {
            since.expectClosed(Close.NORMAL, Initiator.CLIENT);
            since.expect(MeterName.COMMAND_ERRORS, 1);
            since.expect(MeterName.PROTOCOL_ERRORS, 0);
        }
    }
}
