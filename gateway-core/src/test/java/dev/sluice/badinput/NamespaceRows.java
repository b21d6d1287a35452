package dev.sluice.badinput;

import static dev.sluice.badinput.BadInput.bytes;
import static dev.sluice.badinput.BadInput.envelope;
import static dev.sluice.metric.Label.Handshake.FORBIDDEN;

import dev.sluice.badinput.BadInput.Sent;
import dev.sluice.testing.RawClient;
import java.util.List;

/** What the rules of a room do not allow. */
final class NamespaceRows {
    private static final String PUBLISH = "{\"type\":\"publish\",\"room\":\"%s\",\"data\":\"%s\"}";

    private NamespaceRows() {}

    static List<Section> sections() {
        return List.of(raw(), inTheEnvelope());
    }

    private static Section raw() {
        return new Section(
                "Raw clients, where `namespaces` says so",
                bytes("a room outside every namespace, where `closed` is true", RawClient.request("/rooms/lobby"))
                        .on(Setup.NAMESPACED)
                        .gets(403, FORBIDDEN),
                bytes("a room where `raw` is false", RawClient.request("/rooms/wrapped:a"))
                        .on(Setup.NAMESPACED)
                        .gets(403, FORBIDDEN),
                bytes("a room where `join` is `token`", RawClient.request("/rooms/club:a"))
                        .on(Setup.NAMESPACED)
                        .gets(403, FORBIDDEN),
                room("a room that has as many members as `members` says", "narrow:a", "")
                        .closes(4103),
                room("a message to a room where `publish` is `backend`", "news:a", "x")
                        .closes(4003),
                room("a message over the room's `message-bytes`", "short:a", "123456789")
                        .closes(1009));
    }

    private static Section inTheEnvelope() {
        return new Section(
                "The envelope, where `namespaces` says so",
                joined("joining a room outside every namespace, where `closed` is true", "lobby")
                        .getsError("forbidden"),
                joined("joining a room where `join` is `token`", "club:a").getsError("forbidden"),
                joined("joining a room that has as many members as `members` says", "narrow:a")
                        .getsError("unavailable"),
                joined("publishing to a room where `publish` is `backend`", "news:a", PUBLISH.formatted("news:a", "x"))
                        .getsError("forbidden"),
                joined("`data` over the room's `message-bytes`", "short:a", PUBLISH.formatted("short:a", "1234567"))
                        .getsError("too-large"));
    }

    private static Sent room(String what, String room, String text) {
        return new Sent(what, Setup.NAMESPACED, client -> {
            client.upgrade("/rooms/" + room);
            if (!text.isEmpty()) {
                client.sendText(text);
            }
        });
    }

    private static Sent joined(String what, String room, String... messages) {
        String[] all = new String[messages.length + 1];
        all[0] = "{\"type\":\"join\",\"room\":\"" + room + "\"}";
        System.arraycopy(messages, 0, all, 1, messages.length);
        return envelope(what, all).on(Setup.NAMESPACED);
    }
}
