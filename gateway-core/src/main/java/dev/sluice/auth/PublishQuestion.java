package dev.sluice.auth;

import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;

/**
 * A message that a client wants to publish. It is the client's: it belongs into no log.
 *
 * @param room where to; the session is in it
 * @param session who wants to
 * @param identity who that is
 * @param data one JSON value, as the client wrote it
 */
public record PublishQuestion(RoomName room, SessionId session, Identity identity, String data) {
    /** Without what the message says. */
    @Override
    public String toString() {
        return "PublishQuestion[room=" + room.text() + ", session=" + session + "]";
    }
}
