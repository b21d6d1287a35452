package dev.sluice.message;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Names one session among all sessions of all gateways: 96 bits, written as 16 characters of base64url. The last 20 of them may say
 * where in its gateway it lives, so that whoever knows the name finds it; the others are random.
 *
 * @param high its first 64 bits
 * @param low its last 32 bits
 */
public record SessionId(long high, int low) {
    /** Stands where there is no session: the sender of what the program around the gateway says. */
    public static final SessionId NONE = new SessionId(0, 0);

    /** Bits of {@link #place}. */
    public static final int PLACE_BITS = 20;

    /** Characters of the written form. */
    public static final int CHARACTERS = 16;

    private static final char[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray();
    private static final int BITS_PER_CHARACTER = 6;
    private static final int ALPHABET_MASK = 0x3F;
    private static final int HIGH_WHOLE_CHARACTERS = 10;
    private static final int HIGH_REST_BITS = Long.SIZE - HIGH_WHOLE_CHARACTERS * BITS_PER_CHARACTER;

    /** A new one; the randomness should be hard to guess. */
    public static SessionId random(RandomGenerator randomness) {
        byte[] bits = new byte[Long.BYTES + Integer.BYTES]; // at once: good randomness has its price for each call
        randomness.nextBytes(bits);
        ByteBuffer read = ByteBuffer.wrap(bits);
        return new SessionId(read.getLong(), read.getInt());
    }

    /** A new one that says where its session lives: a number of {@link #PLACE_BITS} bits. */
    public static SessionId random(RandomGenerator randomness, int place) {
        SessionId random = random(randomness);
        return new SessionId(random.high, (random.low & -(1 << PLACE_BITS)) | place);
    }

    /** The session of a written form, or empty if the text is none. */
    public static Optional<SessionId> of(String text) {
        if (text.length() != CHARACTERS) {
            return Optional.empty();
        }
        long high = 0;
        int low = 0;
        for (int position = 0; position < CHARACTERS; position++) {
            int bits = bitsOf(text.charAt(position));
            if (bits < 0) {
                return Optional.empty();
            }
            high = (high << BITS_PER_CHARACTER) | (low >>> (Integer.SIZE - BITS_PER_CHARACTER));
            low = (low << BITS_PER_CHARACTER) | bits;
        }
        return Optional.of(new SessionId(high, low));
    }

    /** Where the session lives, as far as its name was made to say so. */
    public int place() {
        return low & ((1 << PLACE_BITS) - 1);
    }

    /** Whether it is {@link #NONE}. */
    public boolean isNone() {
        return high == 0 && low == 0;
    }

    /** One character of the written form, always ASCII; position 0 to 15. */
    public char character(int position) {
        return ALPHABET[sixBits(position) & ALPHABET_MASK];
    }

    private static int bitsOf(char character) {
        for (int bits = 0; bits < ALPHABET.length; bits++) {
            if (ALPHABET[bits] == character) {
                return bits;
            }
        }
        return -1;
    }

    private int sixBits(int position) {
        int bitsBehind = (CHARACTERS - 1 - position) * BITS_PER_CHARACTER;
        if (position < HIGH_WHOLE_CHARACTERS) {
            return (int) (high >>> (bitsBehind - Integer.SIZE));
        }
        if (position == HIGH_WHOLE_CHARACTERS) {
            int fromLow = BITS_PER_CHARACTER - HIGH_REST_BITS;
            return (int) (high << fromLow) | (low >>> (Integer.SIZE - fromLow));
        }
        return low >>> bitsBehind;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(CHARACTERS);
        for (int position = 0; position < CHARACTERS; position++) {
            text.append(character(position));
        }
        return text.toString();
    }
}
