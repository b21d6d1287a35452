package dev.sluice.server.api;

import java.util.Locale;

/** What can be wrong with a request of the server API. */
enum ProblemCode {
    BAD_REQUEST(400, "The request cannot be understood"),
    BAD_ROOM(400, "Not the name of a room"),
    BAD_SESSION(400, "Not the id of a session"),
    BAD_USER(400, "Not the name of a user"),
    UNAUTHORIZED(401, "A key is needed"),
    FORBIDDEN(403, "Not from here"),
    NOT_FOUND(404, "No such path"),
    UNKNOWN_ROOM(404, "No such room"),
    UNKNOWN_SESSION(404, "No such session"),
    METHOD_NOT_ALLOWED(405, "Not with this method"),
    NOT_AN_ENVELOPE(409, "The session speaks no envelope"),
    ALREADY_JOINED(409, "The session is in the room"),
    NOT_A_MEMBER(409, "The session is not in the room"),
    TOO_MANY_ROOMS(409, "The session is in as many rooms as it may be"),
    ROOM_FULL(409, "The room has as many members as it may have"),
    UNRECOVERABLE(410, "The room does not remember so far back"),
    TOO_LARGE(413, "More than may be sent at once"),
    UNSUPPORTED_TYPE(415, "Not a content type that is taken here"),
    KEY_REUSED(422, "The idempotency key belongs to another request"),
    INTERNAL(500, "The server has failed"),
    BUSY(503, "The server is behind"),
    TIMEOUT(504, "The server has not answered in time");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    /** The same words whatever the request was. */
    String title() {
        return title;
    }

    /** The word on the wire, in kebab-case. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
