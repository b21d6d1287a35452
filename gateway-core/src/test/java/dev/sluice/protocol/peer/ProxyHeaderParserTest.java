package dev.sluice.protocol.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderParserTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String FOUR = "cb007109 0a000001 1267 01bb";
    private static final String SIX = "20010db8000000000000000000000001 fd000000000000000000000000000001 1267 01bb";
    private static final byte[] REST = "GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 203.0.113.9 10.0.0.1 4711 443, 203.0.113.9",
        "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535, 255.255.255.255",
        "PROXY TCP6 2001:db8::1 fd00::1 0 443, 2001:db8:0:0:0:0:0:1",
        "PROXY TCP6 ::ffff:203.0.113.9 fd00::1 1 2, 203.0.113.9",
    })
    void version_1_names_the_client(String line, String client) throws Exception {
        assertClient(text(line + "\r\n"), client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN",
                "PROXY UNKNOWN whatever this is",
                "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535"
            })
    void unknown_of_version_1_is_the_balancer_itself(String line) throws Exception {
        assertThat(readInPieces(text(line + "\r\n"))).contains(ProxyHeader.LOCAL);
    }

    @Test
    void version_2_names_the_client() throws Exception {
        assertClient(binary("21 11 000c", FOUR), "203.0.113.9");
        assertClient(binary("21 21 0024", SIX), "2001:db8:0:0:0:0:0:1");
        assertClient(binary("21 21 0024", "00000000000000000000ffffcb007109" + "00".repeat(20)), "203.0.113.9");
        // With a name of the host (type 2) behind the addresses, and nothing in a type that nobody knows.
        assertClient(binary("21 11 0014", FOUR + "02 0002 6162 e5 0000"), "203.0.113.9");
    }

    @Test
    void version_2_may_leave_the_client_unnamed() throws Exception {
        assertThat(readInPieces(binary("20 00 0000", ""))).contains(ProxyHeader.LOCAL);
        assertThat(readInPieces(binary("20 77 0003", "010203"))).contains(ProxyHeader.LOCAL);
        assertThat(readInPieces(binary("21 00 0003", "010203"))).contains(ProxyHeader.UNNAMED);
        assertThat(readInPieces(binary("21 31 00d8", "00".repeat(216)))).contains(ProxyHeader.UNNAMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "P R",
                "PROXX",
                "PROXYTCP4",
                "proxy TCP4",
                "\r\n\r\n\r\n",
                "\r\n\r\nX",
                "\u0016\u0003\u0001",
                " PROXY TCP4",
                "PROXY TCP4 1.2.3.4 1.2.3.5 80 80\n",
                "PROXY TCP4 1.2.3.4 1.2.3.5 80 80 \r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.5 80\r\n",
                "PROXY  TCP4 1.2.3.4 1.2.3.5 80 80\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.5 080 80\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.5 80 +80\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.5 80 65536\r\n",
                "PROXY TCP4 01.2.3.4 1.2.3.5 80 80\r\n",
                "PROXY TCP4 ::1 ::1 80 80\r\n",
                "PROXY TCP4 1.2.3.4 ::1 80 80\r\n",
                "PROXY TCP6 1.2.3.4 1.2.3.5 80 80\r\n",
                "PROXY TCP6 fe80::1%eth0 ::1 80 80\r\n",
                "PROXY TCP4 host 1.2.3.5 80 80\r\n",
                "PROXY UDP4 1.2.3.4 1.2.3.5 80 80\r\n",
                "PROXY UNKNOWNX\r\n",
                "PROXY \r\n"
            })
    void what_is_no_header_is_refused(String bytes) {
        assertRefused(text(bytes));
    }

    @Test
    void a_line_is_107_bytes_long_at_the_most() throws Exception {
        String longest = "PROXY UNKNOWN " + "x".repeat(91);
        assertThat(readInPieces(text(longest + "\r\n"))).contains(ProxyHeader.LOCAL);
        assertRefused(text(longest + "x\r\n"));
        assertRefused(text("PROXY UNKNOWN " + "x".repeat(93)));
        assertThat(ProxyHeaderParser.read(Unpooled.wrappedBuffer(text("PROXY UNKNOWN " + "x".repeat(92)))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "11 11 000c, version 1",
        "31 11 000c, version 3",
        "22 11 000c, command 2",
        "21 12 000c, UDP over IPv4",
        "21 22 0024, UDP over IPv6",
        "21 32 00d8, datagrams over UNIX",
        "21 01 000c, no family",
        "21 41 000c, a family that nobody knows",
        "21 11 000b, addresses cut off",
        "21 21 0023, addresses cut off",
        "21 31 00d7, addresses cut off",
        "21 11 1001, more than 4096 bytes",
        "21 11 ffff, all that the length can say",
    })
    void bad_binary_headers_are_refused(String head, String why) {
        assertRefused(binary(head, "00".repeat(300)));
    }

    @Test
    void additions_have_to_fit() throws Exception {
        assertRefused(binary("21 11 000d", FOUR + "04"));
        assertRefused(binary("21 11 000f", FOUR + "04 0001"));
        assertRefused(binary("21 11 0010", FOUR + "04 0002 00"));
        assertClient(binary("21 11 1000", FOUR + "04 0ff1" + "00".repeat(0xFF1)), "203.0.113.9");
    }

    @Test
    void a_checksum_has_to_be_right() throws Exception {
        String withoutSum = SIGNATURE + "21 11 0013" + FOUR + "03 0004";
        CRC32C sum = new CRC32C();
        sum.update(Bytes.hex(withoutSum + "00000000"));
        assertClient(Bytes.hex(withoutSum + "%08x".formatted(sum.getValue())), "203.0.113.9");
        assertRefused(Bytes.hex(withoutSum + "%08x".formatted(sum.getValue() ^ 1)));
        assertRefused(binary("21 11 0011", FOUR + "03 0002 0000"));
    }

    @Test
    void what_netty_writes_is_read() throws Exception {
        for (HAProxyProtocolVersion version : HAProxyProtocolVersion.values()) {
            assertClient(encoded(version, HAProxyProxiedProtocol.TCP4, "203.0.113.9", "10.0.0.1"), "203.0.113.9");
            assertClient(
                    encoded(version, HAProxyProxiedProtocol.TCP6, "2001:db8::1", "fd00::1"), "2001:db8:0:0:0:0:0:1");
        }
        assertThat(readInPieces(encoded(
                        HAProxyProtocolVersion.V2, HAProxyProxiedProtocol.UNIX_STREAM, "/run/one", "/run/other")))
                .contains(ProxyHeader.UNNAMED);
    }

    @Property
    void no_bytes_break_the_parser(@ForAll byte[] behind, @ForAll boolean version2) {
        byte[] start = version2 ? Bytes.hex(SIGNATURE + "21") : text("PROXY ");
        ByteBuf bytes = Unpooled.wrappedBuffer(start, behind);
        try {
            Optional<ProxyHeader> header = ProxyHeaderParser.read(bytes);
            assertThat(header.isPresent()).isEqualTo(bytes.readerIndex() > 0);
        } catch (BadProxyHeader bad) {
            assertThat(bad).hasMessageNotContaining("null");
        }
    }

    private static void assertClient(byte[] header, String client) throws BadProxyHeader {
        ProxyHeader read = readInPieces(header).orElseThrow();
        assertThat(read.isLocal()).isFalse();
        assertThat(read.source().orElseThrow().getHostAddress()).isEqualTo(client);
    }

    private static void assertRefused(byte[] header) {
        assertThatThrownBy(() -> readInPieces(header)).isInstanceOf(BadProxyHeader.class);
    }

    /** However little has come, more is waited for, and what is behind the header stays. */
    private static Optional<ProxyHeader> readInPieces(byte[] header) throws BadProxyHeader {
        for (int length = 0; length < header.length; length++) {
            ByteBuf piece = Unpooled.wrappedBuffer(header, 0, length);
            assertThat(ProxyHeaderParser.read(piece)).isEmpty();
            assertThat(piece.readerIndex()).isZero();
        }
        ByteBuf whole = Unpooled.wrappedBuffer(header, REST);
        Optional<ProxyHeader> read = ProxyHeaderParser.read(whole);
        assertThat(whole.readableBytes()).isEqualTo(REST.length);
        return read;
    }

    private static byte[] encoded(
            HAProxyProtocolVersion version, HAProxyProxiedProtocol protocol, String from, String to) {
        boolean unix = protocol == HAProxyProxiedProtocol.UNIX_STREAM;
        List<HAProxyTLV> additions = version == HAProxyProtocolVersion.V2
                ? List.of(new HAProxyTLV((byte) 0xE0, Unpooled.copiedBuffer("added", StandardCharsets.US_ASCII)))
                : List.of();
        EmbeddedChannel channel = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
        channel.writeOutbound(new HAProxyMessage(
                version, HAProxyCommand.PROXY, protocol, from, to, unix ? 0 : 4711, unix ? 0 : 443, additions));
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        channel.finishAndReleaseAll();
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    private static byte[] text(String line) {
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] binary(String head, String behind) {
        return Bytes.hex(SIGNATURE + head + behind);
    }
}
