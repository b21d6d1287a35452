package dev.sluice.metric;

import java.util.Locale;

/** A value of a fixed label: always an enum constant, so that no client can make a new time series. */
public interface Label {
    /** The constant's own name. */
    String name();

    /** The constant's position in its enum. */
    int ordinal();

    /** The value as scraped: lower case, words joined by hyphens. */
    default String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What a client sent or got: text, binary, or one of the control frames. */
    enum Kind implements Label {
        TEXT,
        BINARY,
        PING,
        PONG,
        CLOSE
    }

    /** How an opening handshake ended. */
    enum Handshake implements Label {
        ACCEPTED,
        BAD_REQUEST,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        UPGRADE_REQUIRED,
        TOO_LARGE,
        UNAVAILABLE,
        OTHER_PROTOCOL,
        HTTP_VERSION,
        SUBPROTOCOL,
        TIMEOUT,
        ABANDONED,
        TLS_FAILED,
        PLAIN_ON_TLS,
        FORBIDDEN,
        TOO_MANY,
        SHED,
        UNTRUSTED_PROXY,
        BAD_PROXY_HEADER,
        UNAUTHORIZED
    }

    /** What became of a token that a client has shown, or has not. */
    enum Authentication implements Label {
        ACCEPTED,
        MISSING,
        MALFORMED,
        TOO_LARGE,
        ALGORITHM,
        UNKNOWN_KEY,
        SIGNATURE,
        EXPIRED,
        NOT_YET_VALID,
        ISSUER,
        AUDIENCE,
        CLAIMS,
        REFUSED,
        OTHER_USER,
        UNAVAILABLE,
        FAILED
    }

    /** What became of a message about which somebody was asked, or should have been. */
    enum PublishCheck implements Label {
        ALLOWED,
        DENIED,
        /** No answer, or none that is one. */
        FAILED,
        TIMEOUT,
        /** Nobody was asked, because too many messages waited. */
        OVER_LIMIT
    }

    /** Who began the closing of a connection. */
    enum Initiator implements Label {
        CLIENT,
        SERVER
    }

    /** Why the gateway closed a connection that it would have kept, had the client sent something else. */
    enum Breach implements Label {
        PROTOCOL,
        TYPE_NOT_ACCEPTED,
        BAD_DATA,
        TOO_BIG,
        POLICY,
        OVERLOADED,
        RATE_LIMITED
    }

    /** Why a message did not reach somebody. */
    enum Drop implements Label {
        /** Its reader is behind and closed for it. */
        SLOW_CONSUMER,
        CLOSING,
        /** Its reader is behind, in a room whose policy this is. */
        DROP_OLDEST,
        KEEP_LATEST,
        SKIP_TO_LIVE
    }

    /** What members of a room are told of others. */
    enum Movement implements Label {
        ARRIVED,
        DEPARTED
    }

    /** Why a client is not read from for a while. */
    enum Pause implements Label {
        /** What waits for other clients, or for other lanes, is over its bound. */
        OVERLOAD,
        /** The client sends more than it may. */
        QUOTA,
        /** All sessions of its user together do. */
        USER_QUOTA,
        /** All sessions from its address together do. */
        ADDRESS_QUOTA
    }

    /** What happened to a reader that fell behind. */
    enum SlowConsumer implements Label {
        DISCONNECT,
        DROP_OLDEST,
        KEEP_LATEST,
        SKIP_TO_LIVE
    }

    /** What became of a client that wanted what it had missed. */
    enum Recovery implements Label {
        /** It gets all of it. */
        RECOVERED,
        /** Not all of it is remembered, and the client is told so. */
        UNRECOVERABLE,
        /** The room forgot faster than the client read. */
        OVERTAKEN
    }

    /** The close codes that are told apart; every other one is {@link #OTHER}. */
    enum Close implements Label {
        NORMAL(1000),
        GOING_AWAY(1001),
        PROTOCOL_ERROR(1002),
        TYPE_NOT_ACCEPTED(1003),
        NO_STATUS(1005),
        ABNORMAL(1006),
        BAD_DATA(1007),
        POLICY(1008),
        TOO_BIG(1009),
        EXTENSION_NEEDED(1010),
        INTERNAL(1011),
        RESTART(1012),
        OVERLOADED(1013),
        TOKEN(4001),
        FORBIDDEN(4003),
        SLOW(4100),
        RATE_LIMITED(4101),
        NO_PONG(4102),
        ROOM_FULL(4103),
        OTHER(0);

        private final int code;

        Close(int code) {
            this.code = code;
        }

        /** The label of a close code on the wire. */
        public static Close of(int code) {
            for (Close close : values()) {
                if (close.code == code) {
                    return close;
                }
            }
            return OTHER;
        }

        @Override
        public String text() {
            return this == OTHER ? "other" : Integer.toString(code);
        }
    }
}
