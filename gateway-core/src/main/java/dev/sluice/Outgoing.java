package dev.sluice;

import dev.sluice.codec.JsonText;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.SessionId;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a program says to a room or to a session, from no session: an envelope shows no {@code from}. Immutable.
 *
 * <p>Members of a raw room get the payload as it is: text and JSON as a text message, binary as a binary one. Envelope members get JSON
 * as {@code data} byte for byte, text as a JSON string, and binary as base64 with {@code "encoding":"base64"} beside it.
 */
public final class Outgoing {
    /** As many as a client's key may have. */
    public static final int MOST_KEY_CHARACTERS = 128;

    private final PayloadType type;
    private final byte[] payload;

    /** Null where it has none. */
    private final @Nullable String collapseKey;

    private Outgoing(PayloadType type, byte[] payload) {
        this(type, payload, null);
    }

    private Outgoing(PayloadType type, byte[] payload, @Nullable String collapseKey) {
        this.type = type;
        this.payload = payload;
        this.collapseKey = collapseKey;
    }

    /** Plain text. Throws {@link IllegalArgumentException} if it holds half of a surrogate pair, which UTF-8 cannot say. */
    public static Outgoing text(String text) {
        return new Outgoing(PayloadType.TEXT, utf8(text));
    }

    /** One JSON value, delivered as it is written. Throws {@link IllegalArgumentException} if it is none. */
    public static Outgoing json(String value) {
        if (!JsonText.isOneValue(value)) {
            throw new IllegalArgumentException("not one JSON value");
        }
        return new Outgoing(PayloadType.JSON, utf8(value));
    }

    /** Any bytes; copied. */
    public static Outgoing binary(byte[] bytes) {
        return new Outgoing(PayloadType.BINARY, bytes.clone());
    }

    /**
     * The same message as the latest word on something: in a room that keeps the latest messages for members who are behind, it takes the
     * place of the one with the same key. Throws {@link IllegalArgumentException} unless the key has 1 to {@link #MOST_KEY_CHARACTERS}.
     */
    public Outgoing collapsing(String key) {
        if (key.isEmpty() || key.length() > MOST_KEY_CHARACTERS) {
            throw new IllegalArgumentException("a collapse key has 1 to " + MOST_KEY_CHARACTERS + " characters");
        }
        return new Outgoing(type, payload, key);
    }

    /** How long the payload is. */
    public int bytes() {
        return payload.length;
    }

    /** As a message that any lane may read. */
    Message message(long nowNanos) {
        return new Message(
                type, Unpooled.wrappedBuffer(payload), SessionId.NONE, null, nowNanos, true, collapseKey, null);
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("half of a surrogate pair", e);
        }
    }
}
