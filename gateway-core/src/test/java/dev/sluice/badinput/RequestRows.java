package dev.sluice.badinput;

import static dev.sluice.badinput.BadInput.bytes;
import static dev.sluice.metric.Label.Handshake.ABANDONED;
import static dev.sluice.metric.Label.Handshake.BAD_REQUEST;
import static dev.sluice.metric.Label.Handshake.HTTP_VERSION;
import static dev.sluice.metric.Label.Handshake.METHOD_NOT_ALLOWED;
import static dev.sluice.metric.Label.Handshake.NOT_FOUND;
import static dev.sluice.metric.Label.Handshake.OTHER_PROTOCOL;
import static dev.sluice.metric.Label.Handshake.TIMEOUT;
import static dev.sluice.metric.Label.Handshake.TOO_LARGE;
import static dev.sluice.metric.Label.Handshake.UNAVAILABLE;

import dev.sluice.badinput.BadInput.Sent;
import dev.sluice.testing.RawClient;
import java.util.List;

/** What is wrong with a request before it is about WebSockets. */
final class RequestRows {
    private static final String HOST = "\r\nHost: a\r\n";
    private static final String END = HOST + "\r\n";
    private static final String LINE = "GET /echo HTTP/1.1";

    /** A request that somebody tries to get past whoever looks at the first one only. */
    private static final String SMUGGLED = RawClient.request("/echo");

    private RequestRows() {}

    static List<Section> sections() {
        return List.of(notHttp(), requestLine(), target(), headers(), bodies(), connections());
    }

    private static Section notHttp() {
        return new Section(
                "Bytes that are no request of HTTP/1.1",
                bytes("a TLS ClientHello", "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0003")
                        .gets(400, OTHER_PROTOCOL),
                bytes("a PROXY protocol header, version 1", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + LINE + END)
                        .gets(400, OTHER_PROTOCOL),
                bytes(
                                "a PROXY protocol header, version 2",
                                "\r\n\r\n\0\r\nQUIT\n!\u0011\0\f" + "x".repeat(12) + LINE + END)
                        .gets(400, OTHER_PROTOCOL),
                bytes("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                        .gets(505, HTTP_VERSION),
                bytes("HTTP/1.0", "GET /echo HTTP/1.0" + END).gets(400, HTTP_VERSION),
                bytes("HTTP/1.2", "GET /echo HTTP/1.2" + END).gets(505, HTTP_VERSION),
                bytes("HTTP/0.9: a method and a path", "GET /echo\r\n").gets(400, BAD_REQUEST),
                bytes("a frame without an opening handshake", "\u0081\u0085\0\0\0\0hello")
                        .gets(400, BAD_REQUEST),
                bytes("words", "total nonsense\r\n\r\n").gets(400, BAD_REQUEST),
                bytes("white space before the request line", " " + LINE + END).gets(400, BAD_REQUEST),
                bytes("two empty lines before the request line", "\r\n\r\n" + LINE + END)
                        .gets(400, BAD_REQUEST));
    }

    private static Section requestLine() {
        return new Section(
                "The request line",
                bytes("two spaces before the path", "GET  /echo HTTP/1.1" + END).gets(400, BAD_REQUEST),
                bytes("two spaces before the version", "GET /echo  HTTP/1.1" + END)
                        .gets(400, BAD_REQUEST),
                bytes("a tab for a space", "GET\t/echo HTTP/1.1" + END).gets(400, BAD_REQUEST),
                bytes("a space at its end", "GET /echo HTTP/1.1 " + END).gets(400, BAD_REQUEST),
                bytes("a version in lower case", "GET /echo http/1.1" + END).gets(400, BAD_REQUEST),
                bytes("a version with more digits", "GET /echo HTTP/1.10" + END).gets(400, BAD_REQUEST),
                bytes("a method that is no token", "G@T /echo HTTP/1.1" + END).gets(400, BAD_REQUEST),
                bytes("LF without CR", LINE + "\nHost: a\r\n\r\n").gets(400, BAD_REQUEST),
                bytes("CR without LF", LINE + "\rHost: a\r\n\r\n").gets(400, BAD_REQUEST),
                bytes("over 4,096 bytes", "GET /" + "a".repeat(4096) + " HTTP/1.1" + END)
                        .gets(414, TOO_LARGE),
                bytes("over 4,096 bytes, and no end of it", "GET /" + "a".repeat(4096))
                        .gets(414, TOO_LARGE));
    }

    private static Section target() {
        return new Section(
                "The path",
                bytes("a path that leads nowhere", "GET /nowhere HTTP/1.1" + END)
                        .gets(404, NOT_FOUND),
                bytes("NUL", "GET /ec\0ho HTTP/1.1" + END).gets(400, BAD_REQUEST),
                bytes("bytes over 127", "GET /rooms/\u00c3\u00a9 HTTP/1.1" + END)
                        .gets(400, BAD_REQUEST),
                bytes("a fragment", "GET /rooms/a#b HTTP/1.1" + END).gets(400, BAD_REQUEST),
                bytes("no slash at its start", "GET echo HTTP/1.1" + END).gets(400, BAD_REQUEST),
                bytes("a slash as `%2F` where a path of ours has one", "GET %2Fecho HTTP/1.1" + END)
                        .gets(400, BAD_REQUEST),
                bytes("a slash as `%2F` at the end of a path of ours", "GET /echo%2F HTTP/1.1" + END)
                        .gets(404, NOT_FOUND),
                bytes("a room without a name", "GET /rooms/ HTTP/1.1" + END).gets(400, BAD_REQUEST),
                bytes("a room with a slash in its name", "GET /rooms/../echo HTTP/1.1" + END)
                        .gets(400, BAD_REQUEST),
                bytes("a room's name over 255 bytes", "GET /rooms/" + "a".repeat(256) + " HTTP/1.1" + END)
                        .gets(400, BAD_REQUEST),
                bytes("a room's name that is not UTF-8, `%FF`", "GET /rooms/%FF HTTP/1.1" + END)
                        .gets(400, BAD_REQUEST),
                bytes("a room's name with `%00`", "GET /rooms/a%00 HTTP/1.1" + END)
                        .gets(400, BAD_REQUEST),
                bytes("a room's name with half an escape, `%4`", "GET /rooms/%4 HTTP/1.1" + END)
                        .gets(400, BAD_REQUEST),
                bytes("a URI of another host", "GET http://b/echo HTTP/1.1" + END)
                        .gets(400, BAD_REQUEST),
                bytes("a `ws://` URI", "GET ws://a/echo HTTP/1.1" + END).gets(400, BAD_REQUEST),
                bytes("`GET *`", "GET * HTTP/1.1" + END).gets(400, BAD_REQUEST),
                bytes("`OPTIONS *`", "OPTIONS * HTTP/1.1" + END).gets(405, METHOD_NOT_ALLOWED, "allow: get, head"),
                bytes("`CONNECT`", "CONNECT a:443 HTTP/1.1" + END).gets(405, METHOD_NOT_ALLOWED, "allow: get, head"),
                bytes("`POST` to a page", "POST / HTTP/1.1" + END).gets(405, METHOD_NOT_ALLOWED, "allow: get, head"));
    }

    private static Section headers() {
        return new Section(
                "Headers",
                bytes("no `Host`", LINE + "\r\nUpgrade: websocket\r\n\r\n").gets(400, BAD_REQUEST),
                bytes("`Host` twice", LINE + HOST + "Host: a\r\n\r\n").gets(400, BAD_REQUEST),
                bytes("`Host` with a path", LINE + "\r\nHost: a/b\r\n\r\n").gets(400, BAD_REQUEST),
                bytes("`Host` with a user", LINE + "\r\nHost: user@a\r\n\r\n").gets(400, BAD_REQUEST),
                bytes("a header folded over two lines", LINE + HOST + "A: b\r\n c\r\n\r\n")
                        .gets(400, BAD_REQUEST),
                bytes("white space before the first header", LINE + "\r\n Host: a\r\n\r\n")
                        .gets(400, BAD_REQUEST),
                bytes("white space before the colon", LINE + HOST + "A : b\r\n\r\n")
                        .gets(400, BAD_REQUEST),
                bytes("no colon", LINE + HOST + "A\r\n\r\n").gets(400, BAD_REQUEST),
                bytes("no name", LINE + HOST + ": a\r\n\r\n").gets(400, BAD_REQUEST),
                bytes("a name that is no token", LINE + HOST + "A(b): c\r\n\r\n")
                        .gets(400, BAD_REQUEST),
                bytes("NUL in a value", LINE + HOST + "A: \0\r\n\r\n").gets(400, BAD_REQUEST),
                bytes("another control character in a value", LINE + HOST + "A: \u007f\r\n\r\n")
                        .gets(400, BAD_REQUEST),
                bytes("LF without CR behind a header", LINE + HOST + "A: b\nC: d\r\n\r\n")
                        .gets(400, BAD_REQUEST),
                bytes("CR without LF in a value", LINE + HOST + "A: b\rC: d\r\n\r\n")
                        .gets(400, BAD_REQUEST),
                bytes("LF alone for the empty line", LINE + HOST + "\n").gets(400, BAD_REQUEST),
                bytes("over 8,192 bytes of headers", LINE + HOST + "A: " + "a".repeat(8192))
                        .gets(431, TOO_LARGE),
                bytes("over 8,192 bytes of a header's name", LINE + HOST + "A".repeat(8192))
                        .gets(431, TOO_LARGE),
                bytes("more than 100 headers", LINE + HOST + "A: b\r\n".repeat(100))
                        .gets(431, TOO_LARGE));
    }

    private static Section bodies() {
        return new Section(
                "Bodies, and what may hide behind them",
                body("`Content-Length: 3`", "Content-Length: 3\r\n\r\nabc"),
                body("`Content-Length: 00`", "Content-Length: 00\r\n\r\n"),
                body("`Content-Length: +0`", "Content-Length: +0\r\n\r\n"),
                body("`Content-Length: -1`", "Content-Length: -1\r\n\r\n"),
                body("`Content-Length` twice, equal", "Content-Length: 0\r\nContent-Length: 0\r\n\r\n"),
                body("`Content-Length` twice, different", "Content-Length: 0\r\nContent-Length: 9\r\n\r\n"),
                body("`Content-Length: 0, 0`", "Content-Length: 0, 0\r\n\r\n"),
                body("`Content-Length` without a value", "Content-Length:\r\n\r\n"),
                body("`Transfer-Encoding: chunked`", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                body("`Transfer-Encoding: identity`", "Transfer-Encoding: identity\r\n\r\n"),
                body("`Transfer-Encoding: xchunked`", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                body("`Transfer-Encoding` without a value", "Transfer-Encoding:\r\n\r\n"),
                body("`Transfer-Encoding : chunked`", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
                body(
                        "`Content-Length` and `Transfer-Encoding`",
                        "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG"),
                body(
                        "a chunk with a huge extension",
                        "Transfer-Encoding: chunked\r\n\r\n1;a=" + "b".repeat(100_000) + "\r\n0\r\n\r\n"),
                body("`Expect: 100-continue`", "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
    }

    /** An upgrade request that has, or seems to have, a body; another request behind it is not answered. */
    private static BadInput body(String what, String headersAndBody) {
        String request = RawClient.request("/echo").replace("\r\n\r\n", "\r\n" + headersAndBody);
        return bytes(what, request + SMUGGLED).gets(400, BAD_REQUEST);
    }

    private static Section connections() {
        String page = "GET / HTTP/1.1" + END;
        return new Section(
                "Connections",
                new Sent("a bad request behind a good one, in one packet", Setup.USUAL, client -> {
                            client.say(page + "GET  / HTTP/1.1" + END).readHead();
                            client.in().readNBytes("hi".length());
                        })
                        .gets(400, BAD_REQUEST),
                bytes("a good request behind a bad one", "GET  / HTTP/1.1" + END + page)
                        .gets(400, BAD_REQUEST),
                bytes("nothing within `liveness.handshake-timeout`", "")
                        .on(Setup.HURRIED)
                        .isCut(TIMEOUT),
                bytes("half a request within `liveness.handshake-timeout`", "GET /echo HT")
                        .on(Setup.HURRIED)
                        .isCut(TIMEOUT),
                new Sent("half a request, and the end", Setup.USUAL, client -> client.say("GET /echo HT")
                                .endOutput())
                        .isCut(ABANDONED),
                bytes("one connection over `limits.connections`", RawClient.request("/echo"))
                        .on(Setup.FULL)
                        .gets(503, UNAVAILABLE, "retry-after: 5"));
    }
}
