package dev.sluice.protocol.websocket;

import io.netty.buffer.ByteBuf;

/**
 * Checks a text that arrives in pieces, and fails at its first byte that no continuation could make valid (RFC 3629; the lawful
 * ranges are those of the Unicode Standard's table 3-7). ASCII is skipped eight bytes at a time, any other
 * character at once; only what is left goes byte by byte.
 */
public final class Utf8Validator {
    private static final long NON_ASCII_BITS = 0x8080_8080_8080_8080L;

    // What the bits of a lead and of its continuations have to be.
    private static final int TWO_BYTES_MASK = 0xE0C0_0000;
    private static final int TWO_BYTES = 0xC080_0000;
    private static final int THREE_BYTES_MASK = 0xF0C0_C000;
    private static final int THREE_BYTES = 0xE080_8000;
    private static final int FOUR_BYTES_MASK = 0xF8C0_C0C0;
    private static final int FOUR_BYTES = 0xF080_8080;

    private static final int FIRST_CONTINUATION = 0x80;
    private static final int LAST_CONTINUATION = 0xBF;

    /** Continuation bytes that the current character still needs. */
    private int needed;

    /** The range of the next continuation byte; narrower than usual only behind E0, ED, F0 and F4. */
    private int lowest = FIRST_CONTINUATION;

    private int highest = LAST_CONTINUATION;

    /**
     * Checks the next piece; its indices stay.
     *
     * @return false if the text is not, and cannot become, UTF-8
     */
    public boolean accept(ByteBuf piece) {
        int index = piece.readerIndex();
        int end = piece.writerIndex();
        while (index < end) {
            if (needed == 0) {
                index = skipWhole(piece, index, end);
                if (index == end) {
                    return true;
                }
            }
            if (!accept(piece.getUnsignedByte(index++))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text so far ends at the end of a character. */
    public boolean isComplete() {
        return needed == 0;
    }

    /** Where the first character begins that is not whole, or not lawful, or too near the end to be read by four bytes at once. */
    private static int skipWhole(ByteBuf piece, int from, int end) {
        int index = skipAscii(piece, from, end);
        while (index <= end - Integer.BYTES) {
            int bytes = piece.getInt(index);
            int length = bytes >= 0 ? 1 : lawfulLength(bytes);
            if (length == 0) {
                return index;
            }
            index += length;
            if (length == 1) {
                index = skipAscii(piece, index, end);
            }
        }
        return index;
    }

    private static int skipAscii(ByteBuf piece, int from, int end) {
        int index = from;
        while (index <= end - Long.BYTES) {
            long others = piece.getLong(index) & NON_ASCII_BITS;
            if (others != 0) {
                return index + Long.numberOfLeadingZeros(others) / Byte.SIZE;
            }
            index += Long.BYTES;
        }
        while (index < end && piece.getByte(index) >= 0) {
            index++;
        }
        return index;
    }

    /** How many of four bytes, the first of which is not ASCII, are a character; 0 if none is. */
    private static int lawfulLength(int bytes) {
        if ((bytes & THREE_BYTES_MASK) == THREE_BYTES) {
            int character = ((bytes >>> 12) & 0xF000) | ((bytes >>> 10) & 0xFC0) | ((bytes >>> 8) & 0x3F);
            boolean surrogate = (character & 0xF800) == 0xD800;
            return character >= 0x800 && !surrogate ? 3 : 0;
        }
        if ((bytes & FOUR_BYTES_MASK) == FOUR_BYTES) {
            int lead = (bytes >>> 16) & 0x7FF; // three bits of the lead, and its first continuation: 0x090 to 0x48F
            return lead >= 0x090 && lead <= 0x48F ? 4 : 0;
        }
        return (bytes & TWO_BYTES_MASK) == TWO_BYTES && (bytes >>> 24) >= 0xC2 ? 2 : 0;
    }

    private boolean accept(int octet) {
        if (needed > 0) {
            if (octet < lowest || octet > highest) {
                return false;
            }
            needed--;
            lowest = FIRST_CONTINUATION;
            highest = LAST_CONTINUATION;
            return true;
        }
        return acceptLead(octet);
    }

    private boolean acceptLead(int octet) {
        if (octet < 0x80) {
            return true;
        }
        if (octet < 0xC2 || octet > 0xF4) {
            return false; // a stray continuation, an overlong form, or beyond U+10FFFF
        }
        if (octet < 0xE0) {
            needed = 1;
        } else if (octet < 0xF0) {
            needed = 2;
            if (octet == 0xE0) {
                lowest = 0xA0; // no overlong forms
            } else if (octet == 0xED) {
                highest = 0x9F; // no surrogates
            }
        } else {
            needed = 3;
            if (octet == 0xF0) {
                lowest = 0x90; // no overlong forms
            } else if (octet == 0xF4) {
                highest = 0x8F; // nothing beyond U+10FFFF
            }
        }
        return true;
    }
}
