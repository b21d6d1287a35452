package dev.sluice.badinput;

import static dev.sluice.badinput.BadInput.upgradeWith;
import static dev.sluice.metric.Label.Handshake.BAD_REQUEST;
import static dev.sluice.metric.Label.Handshake.TOO_MANY;
import static dev.sluice.metric.Label.Handshake.UNAUTHORIZED;
import static dev.sluice.metric.Label.Handshake.UNAVAILABLE;

import dev.sluice.badinput.BadInput.Sent;
import java.util.List;

/** Where tokens are asked for: none, bad ones, and too many. */
final class TokenRows {
    private static final String BEARER = "www-authenticate: bearer";
    private static final String INVALID = "www-authenticate: bearer error=\"invalid_token\"";

    private TokenRows() {}

    static List<Section> sections() {
        return List.of(requests(), messages());
    }

    private static Section requests() {
        return new Section(
                "Tokens in the request, with `auth.mode: jwt`",
                request("no token, for a raw room", "/rooms/a", "A: b").gets(401, UNAUTHORIZED, BEARER),
                request("no token, for `/echo`", "/echo", "A: b").gets(401, UNAUTHORIZED, BEARER),
                request("a token in the query, where none is looked for", "/rooms/a?token=alice", "A: b")
                        .gets(401, UNAUTHORIZED, BEARER),
                request("`Authorization` of another scheme", "/rooms/a", "Authorization: Basic YTpi")
                        .gets(401, UNAUTHORIZED, BEARER),
                request("`Authorization: Bearer` without a token", "/ws", "Authorization: Bearer")
                        .gets(401, UNAUTHORIZED, INVALID),
                request("a token that has expired", "/ws", "Authorization: Bearer bad.expired")
                        .gets(401, UNAUTHORIZED, INVALID),
                request(
                                "a bad token as a subprotocol",
                                "/ws",
                                "Sec-WebSocket-Protocol: sluice.v1.json, sluice.token.bad.signature")
                        .gets(401, UNAUTHORIZED, INVALID),
                request("two tokens", "/ws", twoTokens()).gets(400, BAD_REQUEST),
                request("a token that can not be checked now", "/ws", "Authorization: Bearer bad.unavailable")
                        .gets(503, UNAVAILABLE, "retry-after: 5"),
                upgradeWith(
                                "a token of a user with `limits.sessions-per-user` open sessions",
                                "/ws",
                                "Authorization: Bearer alice")
                        .on(Setup.ONE_A_USER)
                        .gets(429, TOO_MANY, "retry-after: 15"));
    }

    private static Section messages() {
        return new Section(
                "Tokens in messages, with `auth.mode: jwt`",
                message("another first message than a token", "{\"type\":\"join\",\"id\":1,\"room\":\"a\"}")
                        .closes(4001),
                message("a first message that is no JSON", "{").closes(4001),
                message("a bad token as the first message", "{\"type\":\"refresh\",\"token\":\"bad.signature\"}")
                        .closes(4001),
                message(
                                "a token over 8,192 characters as the first message",
                                "{\"type\":\"refresh\",\"token\":\"" + "a".repeat(8193) + "\"}")
                        .closes(4001),
                message(
                                "a first token that can not be checked now",
                                "{\"type\":\"refresh\",\"token\":\"bad.unavailable\"}")
                        .closes(1013),
                new Sent(
                                "a first token of a user with `limits.sessions-per-user` open sessions",
                                Setup.ONE_A_USER,
                                client -> client.upgrade("/ws").sendText("{\"type\":\"refresh\",\"token\":\"alice\"}"))
                        .closes(4101),
                new Sent("no first message in time", Setup.GUARDED_IN_A_HURRY, client -> client.upgrade("/ws"))
                        .closes(4001),
                refresh("a refresh without a token", "{\"type\":\"refresh\"}").getsError("bad-message"),
                refresh("a refresh with a bad token", "{\"type\":\"refresh\",\"token\":\"bad.expired\"}")
                        .getsError("forbidden"),
                refresh("a refresh with another user's token", "{\"type\":\"refresh\",\"token\":\"bob\"}")
                        .getsError("forbidden"));
    }

    private static String twoTokens() {
        String half = "Authorization: Bearer " + "a".repeat(3000);
        return half + "\r\n" + half;
    }

    private static Sent request(String what, String path, String... headers) {
        return upgradeWith(what, path, headers).on(Setup.GUARDED);
    }

    private static Sent message(String what, String first) {
        return new Sent(what, Setup.GUARDED, client -> client.upgrade("/ws").sendText(first));
    }

    private static Sent refresh(String what, String message) {
        return new Sent(what, Setup.GUARDED, client -> {
            client.upgrade("/ws").sendText("{\"type\":\"refresh\",\"token\":\"alice\"}");
            client.readFrame();
            client.sendText(message);
        });
    }
}
