package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.limit.Limits;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.transport.http.WebPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpeningHandshakeTest {
    private static Gateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = Gateways.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void a_lawful_request_gets_the_accept_key_of_the_rfc() throws IOException {
        try (RawClient client = RawClient.connect(gateway)) {
            assertThat(client.say(RawClient.request("/echo")).readHead())
                    .startsWith("HTTP/1.1 101 Switching Protocols")
                    .contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    @Test
    void frames_in_the_packet_of_the_request_are_answered_in_order() throws IOException {
        byte[] request = RawClient.request("/echo").getBytes(StandardCharsets.ISO_8859_1);
        byte[] one = RawClient.frame(0x81, new byte[] {'1'});
        byte[] two = RawClient.frame(0x81, new byte[] {'2'});
        try (RawClient client = RawClient.connect(gateway)) {
            client.say(concat(concat(request, one), two)).readHead();
            assertThat(client.readFrame().text()).isEqualTo("1");
            assertThat(client.readFrame().text()).isEqualTo("2");
            assertThat(client.sendText("3").readFrame().text()).isEqualTo("3");
        }
    }

    @Test
    void a_request_that_comes_byte_by_byte_is_understood() throws IOException {
        byte[] all = concat(
                RawClient.request("/echo").getBytes(StandardCharsets.ISO_8859_1),
                RawClient.frame(0x81, "slow".getBytes(StandardCharsets.UTF_8)));
        try (RawClient client = RawClient.connect(gateway)) {
            for (byte octet : all) {
                client.say(new byte[] {octet});
            }
            assertThat(client.readHead().get(0)).contains(" 101 ");
            assertThat(client.readFrame().text()).isEqualTo("slow");
        }
    }

    @Test
    void the_envelope_is_spoken_by_its_name_or_by_default() throws IOException {
        assertThat(answerToOffer("other, sluice.v1.json")).contains("sec-websocket-protocol: sluice.v1.json");
        try (RawClient client = RawClient.open(gateway, "/ws")) {
            assertThat(client.readFrame().text()).startsWith("{\"type\":\"welcome\"");
        }
    }

    @Test
    void a_page_is_no_handshake() throws IOException {
        WebPage page = new WebPage("text/plain", new byte[] {'h', 'i'});
        try (Gateway pages = Gateway.start(Gateways.options().page("/", page).build())) {
            try (RawClient client = RawClient.connect(pages).say("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
                assertThat(client.readHead()).contains("HTTP/1.1 200 OK", "content-length: 2");
                assertThat(client.in().readNBytes(2)).isEqualTo(page.body());
                client.say("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                assertThat(client.readHead()).contains("HTTP/1.1 200 OK", "content-length: 2");
                assertThat(client.readTextToEnd()).isEmpty();
            }
            try (RawClient client = RawClient.connect(pages).say("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
                client.readHead();
            }
            RawClient.open(pages, "/echo").close();
            Gateways.awaitTotal(pages, MeterName.CONNECTIONS_CLOSED, 1);
            assertThat(pages.meters().total(MeterName.HANDSHAKES)).isEqualTo(1);
        }
    }

    @Test
    void one_connection_over_the_limit_is_asked_to_come_back() throws IOException {
        Limits limits = Limits.builder().connections(1).build();
        try (Gateway small = Gateway.start(Gateways.options().limits(limits).build())) {
            try (RawClient first = RawClient.open(small, "/echo");
                    RawClient second = RawClient.connect(small)) {
                assertThat(second.say(RawClient.request("/echo")).readHead())
                        .contains("HTTP/1.1 503 Service Unavailable", "Retry-After: 5");
                assertThat(first.sendText("still here").readFrame().text()).isEqualTo("still here");
            }
        }
    }

    private static List<String> answerToOffer(String offer) throws IOException {
        try (RawClient client = RawClient.connect(gateway)) {
            String request = RawClient.request("/ws");
            return client.say(request.replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: " + offer + "\r\n\r\n"))
                    .readHead();
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
