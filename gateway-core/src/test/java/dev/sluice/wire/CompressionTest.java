package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Gateway;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.deflate.ConnectionDeflate;
import dev.sluice.protocol.deflate.DeflateParameters;
import dev.sluice.protocol.deflate.LaneDeflate;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** permessage-deflate over real sockets: what is agreed on, and that every member of a room reads what the others sent. */
class CompressionTest {
    private static final int COMPRESSED_TEXT = 0xC1;
    private static final int PLAIN_TEXT = 0x81;
    private static final int MOST_BYTES = 1 << 20;
    private static final String LONG = "{\"symbol\":\"ABC\",\"price\":123.45}".repeat(10);

    /** "Hello" as RFC 7692, 7.2.3.1, has it. */
    private static final byte[] HELLO = {(byte) 0xF2, 0x48, (byte) 0xCD, (byte) 0xC9, (byte) 0xC9, 0x07, 0x00};

    private static final Compression ON = new Compression(true, 64, false, 15);
    private static final Compression TAKEOVER = new Compression(true, 64, true, 12);

    @Test
    void an_offer_is_declined_where_compression_is_off() throws IOException {
        try (Gateway gateway = Gateways.start();
                RawClient client = RawClient.connect(gateway)) {
            assertThat(open(client, "/echo", "permessage-deflate")).isEmpty();
            client.sendFrame(COMPRESSED_TEXT, HELLO);
            assertThat(client.readFrame().closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void a_client_that_offers_nothing_gets_no_compression() throws IOException {
        try (Gateway gateway = start(ON);
                RawClient client = RawClient.open(gateway, "/echo")) {
            client.sendText(LONG);
            assertThat(client.readFrame().first()).isEqualTo(PLAIN_TEXT);
            client.sendFrame(COMPRESSED_TEXT, HELLO);
            assertThat(client.readFrame().closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void long_messages_are_compressed_and_short_ones_are_not() throws IOException {
        try (Gateway gateway = start(ON);
                RawClient client = RawClient.connect(gateway)) {
            assertThat(open(client, "/echo", "permessage-deflate; client_max_window_bits"))
                    .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
            client.sendFrame(COMPRESSED_TEXT, HELLO);
            Frame hello = client.readFrame();
            assertThat(hello.first()).isEqualTo(PLAIN_TEXT);
            assertThat(hello.text()).isEqualTo("Hello");
            client.sendText(LONG);
            Frame compressed = client.readFrame();
            assertThat(compressed.first()).isEqualTo(COMPRESSED_TEXT);
            assertThat(compressed.payload().length).isLessThan(LONG.length() / 4);
            assertThat(inflate(forgetful(), compressed)).isEqualTo(LONG);
            assertThat(gateway.meters().total(MeterName.COMPRESSION_INPUT_BYTES))
                    .isEqualTo(LONG.length());
            assertThat(gateway.meters().total(MeterName.COMPRESSION_OUTPUT_BYTES))
                    .isEqualTo(compressed.payload().length);
        }
    }

    @Test
    void members_of_every_kind_read_the_same_messages_in_the_same_order() throws IOException {
        try (Gateway gateway = start(TAKEOVER);
                RawClient plain = RawClient.open(gateway, "/rooms/mixed");
                RawClient shared = RawClient.connect(gateway);
                RawClient keeping = RawClient.connect(gateway);
                RawClient narrow = RawClient.connect(gateway)) {
            open(shared, "/rooms/mixed", "permessage-deflate; server_no_context_takeover");
            assertThat(open(keeping, "/rooms/mixed", "permessage-deflate; client_max_window_bits"))
                    .isEqualTo("permessage-deflate; server_max_window_bits=12; client_max_window_bits=12");
            open(narrow, "/rooms/mixed", "permessage-deflate; server_no_context_takeover; server_max_window_bits=8");
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 4);
            ConnectionDeflate sharedDeflate = forgetful();
            ConnectionDeflate keepingDeflate =
                    deflate(new DeflateParameters(false, false, OptionalInt.of(12), OptionalInt.of(12)));
            int first = 0;
            int last = 0;
            for (int i = 0; i < 20; i++) {
                String text = LONG + i;
                plain.sendText(text).sendText("short " + i);
                assertThat(inflate(sharedDeflate, shared.readFrame())).isEqualTo(text);
                Frame kept = keeping.readFrame();
                first = i == 0 ? kept.payload().length : first;
                last = kept.payload().length;
                assertThat(inflate(keepingDeflate, kept)).isEqualTo(text);
                assertThat(inflate(forgetful(), narrow.readFrame())).isEqualTo(text);
                for (RawClient member : List.of(shared, keeping, narrow)) {
                    assertThat(member.readFrame().toString()).isEqualTo("81:short " + i);
                }
            }
            assertThat(last).as("bytes with twenty messages in sight").isLessThan(first / 3);
            shared.sendFrame(COMPRESSED_TEXT, HELLO);
            assertThat(plain.readFrame().text()).isEqualTo("Hello");
            assertThat(keeping.readFrame().text()).isEqualTo("Hello");
        }
    }

    private static Gateway start(Compression compression) throws IOException {
        return Gateway.start(Gateways.options().compression(compression).build());
    }

    /** Opens a WebSocket with an offer and returns the answer to it. */
    private static String open(RawClient client, String path, String offer) throws IOException {
        String request =
                RawClient.request(path).replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: " + offer + "\r\n\r\n");
        List<String> head = client.say(request).readHead();
        assertThat(head.get(0)).isEqualTo("HTTP/1.1 101 Switching Protocols");
        return head.stream()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-extensions: "))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .findFirst()
                .orElse("");
    }

    private static ConnectionDeflate forgetful() {
        return deflate(new DeflateParameters(true, true, OptionalInt.empty(), OptionalInt.empty()));
    }

    private static ConnectionDeflate deflate(DeflateParameters agreed) {
        Compression every = new Compression(true, 1, false, 15);
        return new LaneDeflate(every, UnpooledByteBufAllocator.DEFAULT, MOST_BYTES, (plain, compressed) -> {})
                .connection(agreed);
    }

    private static String inflate(ConnectionDeflate deflate, Frame frame) {
        assertThat(frame.first()).isEqualTo(COMPRESSED_TEXT);
        ByteBuf inflated = deflate.inflate(Unpooled.wrappedBuffer(frame.payload()));
        try {
            return inflated.toString(StandardCharsets.UTF_8);
        } finally {
            inflated.release();
        }
    }
}
