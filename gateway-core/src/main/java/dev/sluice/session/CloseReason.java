package dev.sluice.session;

import dev.sluice.auth.Rejection;
import dev.sluice.protocol.websocket.CloseCode;

/**
 * Why a connection ends.
 *
 * @param code as in the close frame (RFC 6455, 7.4), or {@link CloseCode#NO_STATUS} or {@link CloseCode#ABNORMAL} where there was
 *     none
 * @param text at most 123 bytes of UTF-8, for whoever debugs the client
 */
public record CloseReason(int code, String text) {
    /** The application has nothing more to say. */
    public static final CloseReason NORMAL = new CloseReason(CloseCode.NORMAL, "");

    /** The client leaves more unread than it may. */
    public static final CloseReason SLOW_CONSUMER = new CloseReason(CloseCode.SLOW_CONSUMER, "reads too slowly");
    /** An error of ours. */
    public static final CloseReason INTERNAL = new CloseReason(CloseCode.INTERNAL, "internal error");

    /** The client sends more pings, pongs or closes than it may. */
    public static final CloseReason TOO_MANY_CONTROL_FRAMES =
            new CloseReason(CloseCode.POLICY, "too many control frames");

    /** The client sends more messages than it may, again and again. */
    static final CloseReason RATE_LIMITED = new CloseReason(CloseCode.RATE_LIMITED, "over the quota again and again");

    /** The client's user has more sessions than he may. */
    static final CloseReason TOO_MANY_SESSIONS =
            new CloseReason(CloseCode.RATE_LIMITED, "this user has as many sessions as may be");

    /** A raw client sends to a room that does not take its messages. */
    static final CloseReason MAY_NOT_PUBLISH =
            new CloseReason(CloseCode.FORBIDDEN, "this client may not publish to the room");

    /** A raw client sends more at once than its room takes. */
    static final CloseReason TOO_LARGE_FOR_ROOM =
            new CloseReason(CloseCode.TOO_BIG, "the room does not take messages this large");

    /** A raw client wants into a room that has as many members as it may have. */
    static final CloseReason ROOM_FULL = new CloseReason(CloseCode.ROOM_FULL, "the room is full");

    /** The session has lasted as long as its token. */
    static final CloseReason TOKEN_EXPIRED = new CloseReason(CloseCode.TOKEN, "the token has expired");

    /** The first message was no token, or there was none in time. */
    static final CloseReason TOKEN_MISSING = new CloseReason(
            CloseCode.TOKEN, "the first message has to be {\"type\":\"refresh\",\"token\":\"...\"}, in time");

    /** Bad tokens, one after the other. */
    static final CloseReason TOO_MANY_TOKENS = new CloseReason(CloseCode.TOKEN, "too many bad tokens");

    /** More than may wait for a token to be looked at. */
    static final CloseReason TOO_EARLY = new CloseReason(CloseCode.POLICY, "wait for the welcome before you send more");

    /** There is no memory for what has to wait. */
    static final CloseReason NO_MEMORY = new CloseReason(CloseCode.OVERLOADED, "too much waits; try again");

    /** The session has lasted as long as one may here. */
    static final CloseReason OLD = new CloseReason(CloseCode.RESTART, "connected for long enough, come back");

    static final CloseReason NO_PONG = new CloseReason(CloseCode.NO_PONG, "no pong in time");
    static final CloseReason RESTART = new CloseReason(CloseCode.RESTART, "the server restarts, come back");
    static final CloseReason TEXT_ONLY = new CloseReason(CloseCode.TYPE_NOT_ACCEPTED, "send text messages");
    static final CloseReason TOO_MANY_ERRORS = new CloseReason(CloseCode.POLICY, "too many bad messages in a row");

    /** The first token is not taken. */
    static CloseReason of(Rejection rejection) {
        return new CloseReason(rejection.isPassing() ? CloseCode.OVERLOADED : CloseCode.TOKEN, rejection.text());
    }
}
