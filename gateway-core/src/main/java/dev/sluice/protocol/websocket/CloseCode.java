package dev.sluice.protocol.websocket;

/** The close codes that the gateway sends, and which ones a peer may send (RFC 6455, 7.4). */
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int TYPE_NOT_ACCEPTED = 1003;

    /** Never on the wire: the peer's close frame had no code. */
    public static final int NO_STATUS = 1005;

    /** Never on the wire: the connection ended without a close frame. */
    public static final int ABNORMAL = 1006;

    public static final int BAD_DATA = 1007;
    public static final int POLICY = 1008;
    public static final int TOO_BIG = 1009;
    public static final int INTERNAL = 1011;
    public static final int RESTART = 1012;
    public static final int OVERLOADED = 1013;
    public static final int TOKEN = 4001;
    public static final int FORBIDDEN = 4003;
    public static final int SLOW_CONSUMER = 4100;
    public static final int RATE_LIMITED = 4101;
    public static final int NO_PONG = 4102;
    public static final int ROOM_FULL = 4103;

    private static final int LAST_OF_THE_PROTOCOL = 1014;
    private static final int FIRST_OF_APPLICATIONS = 3000;
    private static final int LAST_OF_APPLICATIONS = 4999;

    private CloseCode() {}

    /** Whether a close frame may carry this code: 1000–1003, 1007–1014 and 3000–4999. */
    public static boolean mayBeSent(int code) {
        return (code >= NORMAL && code <= TYPE_NOT_ACCEPTED)
                || (code >= BAD_DATA && code <= LAST_OF_THE_PROTOCOL)
                || (code >= FIRST_OF_APPLICATIONS && code <= LAST_OF_APPLICATIONS);
    }
}
