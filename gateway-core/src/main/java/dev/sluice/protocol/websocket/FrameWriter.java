package dev.sluice.protocol.websocket;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes frames (RFC 6455, 5.2), always whole messages in one frame. */
public final class FrameWriter {
    /** A server's header: two bytes and a length of eight. */
    public static final int LARGEST_SERVER_HEADER_BYTES = FrameHeader.LARGEST_BYTES - FrameHeader.MASK_BYTES;

    private static final int LARGEST_CONTROL_BYTES = 125;
    private static final int CLOSE_CODE_BYTES = 2;

    private FrameWriter() {}

    /** Writes the header of an unmasked, unfragmented frame. */
    public static void writeHeader(ByteBuf out, Opcode opcode, int payloadLength) {
        writeHeader(out, FrameHeader.FIN_BIT | opcode.wire(), payloadLength, 0);
    }

    /** The same for a message that is compressed (RFC 7692, 6). */
    public static void writeCompressedHeader(ByteBuf out, Opcode opcode, int payloadLength) {
        writeHeader(out, FrameHeader.FIN_BIT | FrameHeader.RSV1_BIT | opcode.wire(), payloadLength, 0);
    }

    /** Bytes that {@link #writeHeader} takes for a payload. */
    public static int headerLength(int payloadLength) {
        if (payloadLength <= FrameHeader.LARGEST_7_BIT_LENGTH) {
            return FrameHeader.BASE_BYTES;
        }
        return FrameHeader.BASE_BYTES + (payloadLength <= FrameHeader.LARGEST_16_BIT_LENGTH ? Short.BYTES : Long.BYTES);
    }

    /** Writes an unmasked frame; the payload's indices stay. */
    public static void write(ByteBuf out, Opcode opcode, ByteBuf payload) {
        int length = payload.readableBytes();
        writeHeader(out, opcode, length);
        out.writeBytes(payload, payload.readerIndex(), length);
    }

    /** Writes a client's frame, masked with the key; the payload's indices stay. */
    public static void writeMasked(ByteBuf out, Opcode opcode, ByteBuf payload, int maskingKey) {
        int length = payload.readableBytes();
        writeHeader(out, FrameHeader.FIN_BIT | opcode.wire(), length, FrameHeader.MASK_BIT);
        out.writeInt(maskingKey);
        int start = out.writerIndex();
        out.writeBytes(payload, payload.readerIndex(), length);
        ByteBuf written = out.duplicate().setIndex(start, start + length);
        Masking.apply(written, length, maskingKey);
    }

    /** Writes an unmasked close frame; a reason over 123 bytes is cut at the end of a character. */
    public static void writeClose(ByteBuf out, int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, LARGEST_CONTROL_BYTES - CLOSE_CODE_BYTES);
        while (length < text.length && length > 0 && (text[length] & 0xC0) == 0x80) {
            length--;
        }
        writeHeader(out, Opcode.CLOSE, CLOSE_CODE_BYTES + length);
        out.writeShort(code);
        out.writeBytes(text, 0, length);
    }

    private static void writeHeader(ByteBuf out, int first, int payloadLength, int maskBit) {
        out.writeByte(first);
        if (payloadLength <= FrameHeader.LARGEST_7_BIT_LENGTH) {
            out.writeByte(maskBit | payloadLength);
        } else if (payloadLength <= FrameHeader.LARGEST_16_BIT_LENGTH) {
            out.writeByte(maskBit | FrameHeader.LENGTH_IS_16_BITS);
            out.writeShort(payloadLength);
        } else {
            out.writeByte(maskBit | FrameHeader.LENGTH_IS_64_BITS);
            out.writeLong(payloadLength);
        }
    }
}
