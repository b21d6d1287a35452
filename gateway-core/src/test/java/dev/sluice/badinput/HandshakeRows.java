package dev.sluice.badinput;

import static dev.sluice.badinput.BadInput.bytes;
import static dev.sluice.badinput.BadInput.upgrade;
import static dev.sluice.badinput.BadInput.upgradeWith;
import static dev.sluice.metric.Label.Handshake.BAD_REQUEST;
import static dev.sluice.metric.Label.Handshake.METHOD_NOT_ALLOWED;
import static dev.sluice.metric.Label.Handshake.SUBPROTOCOL;
import static dev.sluice.metric.Label.Handshake.UPGRADE_REQUIRED;

import dev.sluice.testing.RawClient;
import java.util.List;

/** What is wrong with an opening handshake, and what only looks as if it were (RFC 6455, 4.2.1). */
final class HandshakeRows {
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    private static final String VERSION = "Sec-WebSocket-Version: 13";
    private static final String UPGRADE = "Upgrade: websocket\r\n";
    private static final String CONNECTION = "Connection: Upgrade\r\n";
    private static final String[] WITH_426 = {"upgrade: websocket", "sec-websocket-version: 13"};

    private HandshakeRows() {}

    static List<Section> sections() {
        return List.of(openingHandshake(), lawful());
    }

    private static Section openingHandshake() {
        return new Section(
                "The opening handshake",
                upgrade("`POST` on a WebSocket's path", "GET", "POST").gets(405, METHOD_NOT_ALLOWED, "allow: get"),
                upgrade("`get`: methods are case-sensitive", "GET", "get").gets(405, METHOD_NOT_ALLOWED, "allow: get"),
                bytes("a plain `GET` on a WebSocket's path", "GET /ws HTTP/1.1\r\nHost: a\r\n\r\n")
                        .gets(426, UPGRADE_REQUIRED, WITH_426),
                upgrade("no `Upgrade`", UPGRADE, "").gets(426, UPGRADE_REQUIRED, WITH_426),
                upgrade("`Upgrade: h2c`", UPGRADE, "Upgrade: h2c\r\n").gets(426, UPGRADE_REQUIRED, WITH_426),
                upgrade("`Upgrade: websocket/13`", UPGRADE, "Upgrade: websocket/13\r\n")
                        .gets(426, UPGRADE_REQUIRED, WITH_426),
                upgrade("no `Connection`", CONNECTION, "").gets(426, UPGRADE_REQUIRED, WITH_426),
                upgrade("`Connection` without `upgrade`", CONNECTION, "Connection: keep-alive\r\n")
                        .gets(426, UPGRADE_REQUIRED, WITH_426),
                upgrade("no `Sec-WebSocket-Version`", VERSION, "A: b").gets(426, UPGRADE_REQUIRED, WITH_426),
                upgrade("`Sec-WebSocket-Version: 8`", VERSION, "Sec-WebSocket-Version: 8")
                        .gets(426, UPGRADE_REQUIRED, WITH_426),
                upgrade("`Sec-WebSocket-Version: 13, 8`", VERSION, "Sec-WebSocket-Version: 13, 8")
                        .gets(426, UPGRADE_REQUIRED, WITH_426),
                upgrade("`Sec-WebSocket-Version` twice", VERSION, VERSION + "\r\n" + VERSION)
                        .gets(400, BAD_REQUEST),
                upgrade("no `Sec-WebSocket-Key`", KEY, "A: b").gets(400, BAD_REQUEST),
                upgrade("`Sec-WebSocket-Key` twice", KEY, KEY + "\r\n" + KEY).gets(400, BAD_REQUEST),
                upgrade("a key that is too short", KEY, "Sec-WebSocket-Key: c2hvcnQ=")
                        .gets(400, BAD_REQUEST),
                upgrade("a key of 17 bytes", KEY, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQA=")
                        .gets(400, BAD_REQUEST),
                upgrade("a key without its padding", "jZQ==", "jZQ").gets(400, BAD_REQUEST),
                upgrade("a key in the URL alphabet", "dGhl", "dG-_").gets(400, BAD_REQUEST),
                upgradeWith("only subprotocols that nobody speaks here", "/ws", "Sec-WebSocket-Protocol: mqtt, wamp")
                        .gets(400, SUBPROTOCOL),
                upgradeWith("a subprotocol in another case", "/ws", "Sec-WebSocket-Protocol: Sluice.V1.Json")
                        .gets(400, SUBPROTOCOL),
                upgradeWith("a subprotocol that is no token", "/echo", "Sec-WebSocket-Protocol: a b")
                        .gets(400, BAD_REQUEST),
                upgradeWith("a subprotocol offered twice", "/echo", "Sec-WebSocket-Protocol: a, a")
                        .gets(400, BAD_REQUEST));
    }

    private static Section lawful() {
        return new Section(
                "Odd, but lawful",
                bytes("one empty line before the request line", "\r\n" + RawClient.request("/echo"))
                        .opens(),
                upgrade("a URI of the same host for a path", "GET /", "GET http://localhost/")
                        .opens(),
                upgrade("an empty `Host`", "Host: localhost", "Host:").opens(),
                upgrade("`Content-Length: 0`", UPGRADE, UPGRADE + "Content-Length: 0\r\n")
                        .opens(),
                upgrade("bytes over 127 in a value", UPGRADE, UPGRADE + "A: \u00c3\u00a9\r\n")
                        .opens(),
                upgrade("`Upgrade: websocket` twice", UPGRADE, UPGRADE + UPGRADE)
                        .opens(),
                upgrade("`Upgrade: h2c, WebSocket`", UPGRADE, "Upgrade: h2c, WebSocket\r\n")
                        .opens(),
                upgrade("`Connection: close, upgrade`", CONNECTION, "Connection: close, upgrade\r\n")
                        .opens(),
                upgrade("a key with bits behind its 16 bytes", "jZQ==", "jZR==").opens(),
                upgradeWith("subprotocols on a path that speaks none", "/echo", "Sec-WebSocket-Protocol: mqtt")
                        .opens(),
                upgradeWith("empty offers among others", "/ws", "Sec-WebSocket-Protocol: ,, sluice.v1.json,")
                        .opens(),
                bytes("a room with a slash as `%2F`", RawClient.request("/rooms/a%2Fb"))
                        .opens());
    }
}
