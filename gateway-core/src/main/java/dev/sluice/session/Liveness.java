package dev.sluice.session;

import java.time.Duration;

/**
 * How long a silent client is believed to be there.
 *
 * @param pingInterval between two pings of the server
 * @param pongTimeout from a ping to any byte from the client
 * @param handshakeTimeout from the accept to the end of the opening handshake
 */
public record Liveness(Duration pingInterval, Duration pongTimeout, Duration handshakeTimeout) {

    /** Below the 30 s after which the most impatient balancers and mobile networks cut an idle connection. */
    private static final Duration DEFAULT_PING_INTERVAL = Duration.ofSeconds(25);

    /** Three retransmissions on a mobile network fit into it. */
    private static final Duration DEFAULT_PONG_TIMEOUT = Duration.ofSeconds(10);

    /** A TLS handshake and a request over the slowest phone network take three. */
    private static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    /** Checks that each time is positive; throws {@link IllegalArgumentException} that names the first bad one. */
    public Liveness {
        requirePositive(pingInterval, "pingInterval");
        requirePositive(pongTimeout, "pongTimeout");
        requirePositive(handshakeTimeout, "handshakeTimeout");
    }

    /** The times of a gateway that nobody configured. */
    public static Liveness defaults() {
        return new Liveness(DEFAULT_PING_INTERVAL, DEFAULT_PONG_TIMEOUT, DEFAULT_HANDSHAKE_TIMEOUT);
    }

    private static void requirePositive(Duration time, String name) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, not " + time);
        }
    }
}
