package dev.sluice.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.handshake.RequestHeadScanner.Progress;
import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of a request's head: which are let through, and that it does not matter how TCP cuts them. */
class RequestHeadScannerTest {
    private static final String LINE = "GET /ws HTTP/1.1\r\n";
    private static final String HOST = "Host: a\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /ws HTTP/1.1\r\nHost: a\r\n\r\n",
                "\r\nGET /ws HTTP/1.1\r\nHost: a\r\n\r\n",
                "get /ws HTTP/1.1\r\n\r\n",
                "M-SEARCH * HTTP/1.1\r\n\r\n",
                "PROXYING /ws HTTP/1.1\r\n\r\n",
                "PROX /ws HTTP/1.1\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\n",
                "GET http://a/ws?b=c%20d#e HTTP/9.9\r\n\r\n",
                "GET /ws HTTP/1.1\r\nA:\r\nB:b\r\nC: \t c \t\r\nD: \u00e9\u00ff;x=\"y\"\r\n~!#$%&'*+-.^_`|: 1\r\n\r\n",
            })
    void a_head_as_the_rfc_has_it_ends_where_its_empty_line_does(String head) {
        assertThat(scan(head + "\0whatever")).isEqualTo("end " + head.length());
        assertThat(headersAsNettyReadsThem(head)).isNotNegative();
    }

    static Stream<String> refused() {
        return Stream.of(
                "not an HTTP|\0",
                "not an HTTP| GET /ws HTTP/1.1\r\n",
                "not an HTTP|\r\n\r\nGET /ws HTTP/1.1\r\n",
                "not an HTTP|\n",
                "TLS|\u0016",
                "TLS|\u0016\u0003\u0001\u0002\0\u0001",
                "PROXY|PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
                "PROXY|PROXY UNKNOWN\r\n",
                "PROXY|\r\n\r\n\0\r\nQUIT\n!\u0011\0\f",
                "CR LF|\rGET",
                "CR LF|\r\n\rGET",
                "request line|GET\r\n",
                "request line|GET\t/ws HTTP/1.1\r\n",
                "request line|GET  /ws HTTP/1.1\r\n",
                "request line|GET /ws  HTTP/1.1\r\n",
                "request line|GET /ws\tHTTP/1.1\r\n",
                "request line|GET /ws HTTP/1.1 \r\n",
                "request line|GET /ws a HTTP/1.1\r\n",
                "request line|GET /ws\r\n",
                "request line|GET /w\0s HTTP/1.1\r\n",
                "request line|GET /\u00e9 HTTP/1.1\r\n",
                "request line|GET /\u007f HTTP/1.1\r\n",
                "request line|GET /ws http/1.1\r\n",
                "request line|GET /ws HTTP/1\r\n",
                "request line|GET /ws HTTP/1.10\r\n",
                "request line|GET /ws HTTP/1,1\r\n",
                "request line|G@T /ws HTTP/1.1\r\n",
                "CR LF|GET /ws HTTP/1.1\n",
                "CR LF|GET /ws HTTP/1.1\r\r\n",
                "CR LF|" + LINE + "\n",
                "CR LF|" + LINE + "Host: a\n",
                "CR LF|" + LINE + "Host: a\rb\r\n",
                "CR LF|" + LINE + HOST + "\r\r\n",
                "white space|" + LINE + " Host: a\r\n",
                "white space|" + LINE + HOST + "\tb\r\n",
                "name|" + LINE + ": a\r\n",
                "name|" + LINE + "Host : a\r\n",
                "name|" + LINE + "Host\t: a\r\n",
                "name|" + LINE + "Host\r\n",
                "name|" + LINE + "H\u00f6st: a\r\n",
                "name|" + LINE + "H(st: a\r\n",
                "value|" + LINE + "Host: a\0b\r\n",
                "value|" + LINE + "Host: a\u000bb\r\n",
                "value|" + LINE + "Host: a\u007f\r\n",
                "line over 4096|GET /" + "a".repeat(4097),
                "line over 4096|" + "A".repeat(4097),
                "headers over 8192|" + LINE + "A: " + "a".repeat(8190),
                "headers over 8192|" + LINE + "A".repeat(8193),
                "100 headers|" + LINE + "A: b\r\n".repeat(100) + "A");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_head_with_anything_else_is_refused_at_the_first_wrong_byte(String row) {
        String expected = row.substring(0, row.indexOf('|'));
        String head = row.substring(row.indexOf('|') + 1);
        String outcome = scan(head + "and so on\r\n\r\n");
        assertThat(outcome).startsWith("refused ").contains(expected);
        int at = Integer.parseInt(outcome.split(" ", 3)[1]);
        assertThat(at).isLessThanOrEqualTo(head.length());
        assertThat(scan(head.substring(0, at - 1))).as("one byte less").isEqualTo("more");
    }

    @Test
    void the_limits_are_taken_to_the_last_byte() {
        String longest = "GET /" + "a".repeat(4096 - "GET / HTTP/1.1".length()) + " HTTP/1.1\r\n\r\n";
        String largest = LINE + "A:" + "a".repeat(8000) + "\r\nB:" + "b".repeat(188) + "\r\n\r\n";
        String most = LINE + "A: b\r\n".repeat(100) + "\r\n";
        for (String head : List.of(longest, largest, most)) {
            assertThat(scan(head)).isEqualTo("end " + head.length());
        }
        assertThat(headersAsNettyReadsThem(longest)).isZero();
        assertThat(headersAsNettyReadsThem(largest)).isEqualTo(2);
        assertThat(headersAsNettyReadsThem(most)).isEqualTo(100);
    }

    @Test
    void one_head_follows_another_each_with_its_own_limits() {
        String head = LINE + "A: b\r\n".repeat(60) + "\r\n";
        RequestHeadScanner scanner = new RequestHeadScanner();
        ByteBuf in = bytes(head + head + head + "GET /");
        for (int i = 1; i <= 3; i++) {
            assertThat(scanner.read(in)).isEqualTo(Progress.END);
            assertThat(in.readerIndex()).isEqualTo(i * head.length());
        }
        assertThat(scanner.read(in)).isEqualTo(Progress.MORE);
        assertThat(scanner.read(bytes("\0"))).isEqualTo(Progress.REFUSED);
        assertThat(scanner.read(bytes(head))).isEqualTo(Progress.REFUSED);
        assertThat(scanner.refusal()).isEqualTo(RequestRules.REQUEST_LINE);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_refused_head_is_refused_wherever_it_is_split(String row) {
        String head = row.substring(row.indexOf('|') + 1);
        int step = head.length() > 1000 ? 97 : 1;
        for (int at = 0; at <= head.length(); at += step) {
            assertThat(scan(head.substring(0, at), head.substring(at))).isEqualTo(scan(head));
        }
    }

    @Property(tries = 2000)
    void any_bytes_mean_the_same_however_they_are_split(@ForAll("almostHeads") String head, @ForAll Random random) {
        String whole = scan(head);
        assertThat(scan(head.split(""))).isEqualTo(whole);
        int at = random.nextInt(head.length() + 1);
        assertThat(scan(head.substring(0, at), head.substring(at))).isEqualTo(whole);
    }

    /** What makes smuggling impossible here: no head that is let through is a different one to the decoder behind. */
    @Property(tries = 2000)
    void netty_finds_the_same_head_in_what_is_let_through(@ForAll("almostHeads") String head) {
        String outcome = scan(head);
        if (!outcome.startsWith("end ")) {
            return;
        }
        String passed = head.substring(0, Integer.parseInt(outcome.substring("end ".length())));
        long lines = passed.strip().lines().count();
        assertThat(headersAsNettyReadsThem(passed)).isEqualTo(lines - 1);
    }

    /** Pieces of heads, lawful or not, one behind the other. */
    @Provide
    Arbitrary<String> almostHeads() {
        List<String> lawful = List.of(LINE, HOST, "A:\r\n", "b: c d\te\r\n", "\r\n", "GET ", "/ ", "HTTP/1.1\r\n");
        List<String> odd =
                List.of("\n", "\r", " ", "\t", ":", "\0", "\u00e9", "PROXY ", "HTTP/1.1", "\u000b", "a", "\u0085");
        Arbitrary<String> piece =
                Arbitraries.frequencyOf(Tuple.of(8, Arbitraries.of(lawful)), Tuple.of(1, Arbitraries.of(odd)));
        Arbitrary<String> rest = piece.list().ofMaxSize(8).map(pieces -> String.join("", pieces));
        return rest.map(text -> LINE + text + "\r\n")
                .flatMap(text -> Arbitraries.of(text, text.substring(LINE.length())));
    }

    /** Reads the pieces one after the other, up to the end of the head or the first wrong byte. */
    private static String scan(String... pieces) {
        RequestHeadScanner scanner = new RequestHeadScanner();
        int before = 0;
        for (String piece : pieces) {
            ByteBuf in = bytes(piece);
            Progress progress = scanner.read(in);
            if (progress == Progress.END) {
                return "end " + (before + in.readerIndex());
            }
            if (progress == Progress.REFUSED) {
                Refuse refusal = scanner.refusal();
                return "refused " + (before + in.readerIndex()) + " " + refusal.status() + " " + refusal.reason();
            }
            before += piece.length();
        }
        return "more";
    }

    /** How many headers the decoder behind finds; -1 unless it finds one request, whole, and nothing more. */
    private static int headersAsNettyReadsThem(String head) {
        EmbeddedChannel decoder = new EmbeddedChannel(new HttpRequestDecoder(new HttpDecoderConfig()
                .setMaxInitialLineLength(RequestRules.MOST_LINE_BYTES)
                .setMaxHeaderSize(RequestRules.MOST_HEADER_BYTES)
                .setStrictLineParsing(true)));
        decoder.writeInbound(bytes(head));
        HttpRequest request = decoder.readInbound();
        Object end = decoder.readInbound();
        boolean whole = request != null && request.decoderResult().isSuccess() && end instanceof LastHttpContent;
        return whole && !decoder.finish() ? request.headers().size() : -1;
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }
}
