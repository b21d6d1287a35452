package dev.sluice.session;

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

    /** A raw client sends to a room that does not take its messages. */
    static final CloseReason MAY_NOT_PUBLISH =
            new CloseReason(CloseCode.FORBIDDEN, "this client may not publish to the room");

    /** A raw client sends more at once than its room takes. */
    static final CloseReason TOO_LARGE_FOR_ROOM =
            new CloseReason(CloseCode.TOO_BIG, "the room does not take messages this large");

    /** A raw client wants into a room that has as many members as it may have. */
    static final CloseReason ROOM_FULL = new CloseReason(CloseCode.ROOM_FULL, "the room is full");

    static final CloseReason NO_PONG = new CloseReason(CloseCode.NO_PONG, "no pong in time");
    static final CloseReason RESTART = new CloseReason(CloseCode.RESTART, "the server restarts, come back");
    static final CloseReason TEXT_ONLY = new CloseReason(CloseCode.TYPE_NOT_ACCEPTED, "send text messages");
    static final CloseReason TOO_MANY_ERRORS = new CloseReason(CloseCode.POLICY, "too many bad messages in a row");
}
