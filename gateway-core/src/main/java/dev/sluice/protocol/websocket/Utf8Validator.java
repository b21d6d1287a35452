package dev.sluice.protocol.websocket;

import io.netty.buffer.ByteBuf;

/**
 * Checks a text that arrives in pieces, and fails at its first byte that no continuation could make valid (RFC 3629; the lawful
 * ranges are those of the Unicode Standard's table 3-7). ASCII is skipped eight bytes at a time.
 */
public final class Utf8Validator {
    private static final long NON_ASCII_BITS = 0x8080_8080_8080_8080L;
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
                index = skipAscii(piece, index, end);
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

    private static int skipAscii(ByteBuf piece, int from, int end) {
        int index = from;
        while (index <= end - Long.BYTES && (piece.getLong(index) & NON_ASCII_BITS) == 0) {
            index += Long.BYTES;
        }
        while (index < end && piece.getByte(index) >= 0) {
            index++;
        }
        return index;
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
