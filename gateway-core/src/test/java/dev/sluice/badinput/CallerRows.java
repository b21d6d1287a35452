package dev.sluice.badinput;

import static dev.sluice.badinput.BadInput.bytes;
import static dev.sluice.badinput.BadInput.upgradeWith;
import static dev.sluice.metric.Label.Handshake.BAD_PROXY_HEADER;
import static dev.sluice.metric.Label.Handshake.BAD_REQUEST;
import static dev.sluice.metric.Label.Handshake.FORBIDDEN;
import static dev.sluice.metric.Label.Handshake.OTHER_PROTOCOL;
import static dev.sluice.metric.Label.Handshake.SHED;
import static dev.sluice.metric.Label.Handshake.TIMEOUT;
import static dev.sluice.metric.Label.Handshake.TOO_MANY;
import static dev.sluice.metric.Label.Handshake.UNTRUSTED_PROXY;

import dev.sluice.badinput.BadInput.Sent;
import dev.sluice.testing.RawClient;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;

/** Who may not call, and who says wrongly for whom he calls. */
final class CallerRows {
    private static final String ORIGIN = HttpHeaderNames.ORIGIN + ": ";
    private static final String ALLOWED = ORIGIN + "https://app.example.com";
    private static final String ECHO = RawClient.request("/echo");

    private CallerRows() {}

    static List<Section> sections() {
        return List.of(origins(), proxies(), crowds());
    }

    private static Section origins() {
        return new Section(
                "Pages of other origins, where `origins` lists one",
                echo("another origin", ORIGIN + "https://evil.example").gets(403, FORBIDDEN),
                echo("the same host over another scheme", ORIGIN + "http://app.example.com")
                        .gets(403, FORBIDDEN),
                echo("a host below it", ORIGIN + "https://a.app.example.com").gets(403, FORBIDDEN),
                echo("`Origin: null`", ORIGIN + "null").gets(403, FORBIDDEN),
                echo("`Origin` twice", ALLOWED, ALLOWED).gets(400, BAD_REQUEST),
                echo("the origin in another case", ORIGIN + "HTTPS://App.Example.COM")
                        .opens(),
                echo("no `Origin`", "A: b").opens());
    }

    private static Sent echo(String what, String... headers) {
        return upgradeWith(what, "/echo", headers).on(Setup.ONE_ORIGIN);
    }

    private static Section proxies() {
        return new Section(
                "Where `proxy-protocol` is `required`",
                behind("a request without a PROXY header", ECHO).isCut(BAD_PROXY_HEADER),
                behind("a PROXY header with names for addresses", "PROXY TCP4 a b 1 2\r\n" + ECHO)
                        .isCut(BAD_PROXY_HEADER),
                behind("a PROXY header of over 107 bytes", "PROXY UNKNOWN " + "x".repeat(100) + "\r\n")
                        .isCut(BAD_PROXY_HEADER),
                behind("two PROXY headers", "PROXY UNKNOWN\r\nPROXY UNKNOWN\r\n" + ECHO)
                        .gets(400, OTHER_PROTOCOL),
                new Sent(
                                "a PROXY header for UDP",
                                Setup.PROXIED,
                                client -> client.sayHex("0d0a0d0a000d0a515549540a 2112 000c" + "00".repeat(12)))
                        .isCut(BAD_PROXY_HEADER),
                behind("half a PROXY header within `liveness.handshake-timeout`", "PROXY TCP4 203.0.1")
                        .isCut(TIMEOUT),
                behind("a PROXY header of somebody unknown", "PROXY UNKNOWN\r\n" + ECHO)
                        .opens(),
                bytes("a connection from somebody who is not in `trusted-proxies`", "")
                        .on(Setup.PROXIED_BY_OTHERS)
                        .isCut(UNTRUSTED_PROXY));
    }

    private static Sent behind(String what, String text) {
        return bytes(what, text).on(Setup.PROXIED);
    }

    private static Section crowds() {
        return new Section(
                "More than there is room for",
                bytes("one connection over `limits.connections-per-ip`", ECHO)
                        .on(Setup.ONE_EACH)
                        .gets(429, TOO_MANY, "retry-after: 15"),
                bytes("one opening handshake over `limits.concurrent-handshakes`", ECHO)
                        .on(Setup.ONE_OPENING)
                        .gets(503, SHED, "retry-after: 5"));
    }
}
