package dev.sluice.protocol.deflate;

/**
 * How a gateway compresses messages.
 *
 * @param enabled whether permessage-deflate is taken when a client offers it
 * @param threshold payload bytes from which a message is worth compressing
 * @param contextTakeover whether each side may refer to earlier messages of the connection. It saves bytes, and costs a window for
 *     each direction of each connection, and that a room's message is compressed for each member instead of once for all
 * @param windowBits with context takeover: the base-two logarithm of the largest window, 8 to 15
 */
public record Compression(boolean enabled, int threshold, boolean contextTakeover, int windowBits) {
    /** Below it the TCP and WebSocket headers outweigh what could be saved, and the 5 µs of a compression are not earned back. */
    private static final int DEFAULT_THRESHOLD = 1024;

    /** 4 KiB, a few messages back: entering a window of 32 KiB into the compressor takes 33 µs a message, this one 3. */
    private static final int DEFAULT_WINDOW_BITS = 12;

    /** No compression: it costs memory and time, and together with secrets it can leak them (RFC 7692, 8). */
    public static final Compression OFF = new Compression(false, DEFAULT_THRESHOLD, false, DEFAULT_WINDOW_BITS);

    /** Each message by itself, from the default threshold on. */
    public static final Compression ON = new Compression(true, DEFAULT_THRESHOLD, false, DEFAULT_WINDOW_BITS);

    /** Checks each number; throws {@link IllegalArgumentException} that names the first bad one. */
    public Compression {
        if (threshold < 1) {
            throw new IllegalArgumentException("threshold must be at least 1, not " + threshold);
        }
        if (windowBits < DeflateParameters.LEAST_WINDOW_BITS || windowBits > DeflateParameters.MOST_WINDOW_BITS) {
            throw new IllegalArgumentException("windowBits must be 8 to 15, not " + windowBits);
        }
    }
}
