package dev.sluice.protocol.websocket;

import io.netty.buffer.ByteBuf;

/**
 * The header of one frame (RFC 6455, 5.2). A parser owns one and fills it again for each frame, so it is valid only during the
 * call that hands it on.
 *
 * <pre>
 *   0               1               2 …             then
 *  |F|R|R|R| opcode|M|  length (7) | length, 16 or 64 bits, if the 7 say 126 or 127 | mask, 32 bits, if M |
 *  |I|S|S|S|  (4)  |A|             |                                                |                     |
 *  |N|V|V|V|       |S|             |                                                |                     |
 *  | |1|2|3|       |K|             |                                                |                     |
 * </pre>
 */
public final class FrameHeader {
    static final int FIN_BIT = 0x80;
    static final int RSV_BITS = 0x70;
    static final int RSV1_BIT = 0x40;
    static final int OPCODE_BITS = 0x0F;
    static final int MASK_BIT = 0x80;
    static final int LENGTH_BITS = 0x7F;

    static final int LENGTH_IS_16_BITS = 126;
    static final int LENGTH_IS_64_BITS = 127;
    static final int LARGEST_7_BIT_LENGTH = 125;
    static final int LARGEST_16_BIT_LENGTH = 0xFFFF;

    static final int BASE_BYTES = 2;
    static final int MASK_BYTES = 4;

    /** Two bytes, a length of eight, a mask of four. */
    public static final int LARGEST_BYTES = 14;

    private Opcode opcode = Opcode.CONTINUATION;
    private boolean fin;
    private boolean compressed;
    private long payloadLength;
    private int maskingKey;

    FrameHeader() {}

    /** The frame's type. */
    public Opcode opcode() {
        return opcode;
    }

    /** Whether this frame is the last, or only, one of its message. */
    public boolean fin() {
        return fin;
    }

    /** Whether the message that begins with this frame is compressed: RSV1 (RFC 7692, 6). */
    public boolean compressed() {
        return compressed;
    }

    /** Bytes of payload that follow, 0 to 2^63 − 1. */
    public long payloadLength() {
        return payloadLength;
    }

    /** The key as a big-endian int; 0 for an unmasked frame. */
    int maskingKey() {
        return maskingKey;
    }

    /** Bytes of the whole header, told by its second byte. */
    static int length(int secondByte) {
        int length = BASE_BYTES + ((secondByte & MASK_BIT) == 0 ? 0 : MASK_BYTES);
        return switch (secondByte & LENGTH_BITS) {
            case LENGTH_IS_16_BITS -> length + Short.BYTES;
            case LENGTH_IS_64_BITS -> length + Long.BYTES;
            default -> length;
        };
    }

    /**
     * Checks the two bytes that every frame begins with, before the rest has arrived.
     *
     * @param deflate whether permessage-deflate has given RSV1 a meaning
     */
    void readBase(int first, int second, FrameParser.Role role, boolean deflate) {
        if ((first & (deflate ? RSV_BITS & ~RSV1_BIT : RSV_BITS)) != 0) {
            throw ProtocolViolation.RESERVED_BITS;
        }
        opcode = Opcode.of(first & OPCODE_BITS);
        compressed = (first & RSV1_BIT) != 0;
        if (compressed && opcode != Opcode.TEXT && opcode != Opcode.BINARY) {
            throw ProtocolViolation.COMPRESSED_BIT_MISPLACED;
        }
        fin = (first & FIN_BIT) != 0;
        role.checkMasked((second & MASK_BIT) != 0);
        payloadLength = second & LENGTH_BITS;
        if (opcode.isControl()) {
            if (!fin) {
                throw ProtocolViolation.CONTROL_FRAGMENTED;
            }
            if (payloadLength > LARGEST_7_BIT_LENGTH) {
                throw ProtocolViolation.CONTROL_TOO_LONG;
            }
        }
    }

    /** Reads what stands behind the first two bytes; the whole of it must be readable. */
    void readRest(ByteBuf in, int second) {
        if (payloadLength == LENGTH_IS_16_BITS) {
            payloadLength = in.readUnsignedShort();
            if (payloadLength <= LARGEST_7_BIT_LENGTH) {
                throw ProtocolViolation.LENGTH_NOT_MINIMAL;
            }
        } else if (payloadLength == LENGTH_IS_64_BITS) {
            payloadLength = in.readLong();
            if (payloadLength < 0) {
                throw ProtocolViolation.LENGTH_NEGATIVE;
            }
            if (payloadLength <= LARGEST_16_BIT_LENGTH) {
                throw ProtocolViolation.LENGTH_NOT_MINIMAL;
            }
        }
        maskingKey = (second & MASK_BIT) == 0 ? 0 : in.readInt();
    }
}
