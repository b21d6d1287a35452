package dev.sluice.protocol.handshake;

import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The answer to a client's key, by which it knows that a WebSocket server has read it (RFC 6455, 1.3 and 4.2.2). */
public final class AcceptKey {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    /** Sixteen bytes in base64, padding included. */
    private static final int KEY_CHARACTERS = 24;

    /** One a lane: to look an algorithm up costs more than to use it. */
    private static final FastThreadLocal<MessageDigest> SHA1 = new FastThreadLocal<>() {
        @Override
        protected MessageDigest initialValue() {
            return sha1();
        }
    };

    private AcceptKey() {}

    /** The value of Sec-WebSocket-Accept for a value of Sec-WebSocket-Key. */
    public static String of(String key) {
        byte[] digest = SHA1.get().digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
        return Base64.getEncoder().encodeToString(digest);
    }

    /** Whether a key is 16 bytes in base64. */
    static boolean isWellFormed(String key) {
        if (key.length() != KEY_CHARACTERS) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
