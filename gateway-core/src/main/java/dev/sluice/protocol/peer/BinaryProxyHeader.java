package dev.sluice.protocol.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Version 2 of the PROXY protocol (section 2.2).
 *
 * <pre>
 * | signature: 12 bytes | version:4 command:4 | family:4 transport:4 | length: 2 bytes | addresses | type:1 length:2 value | … |
 * </pre>
 */
final class BinaryProxyHeader {
    static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};

    private static final int COMMAND_AT = 12;
    private static final int FAMILY_AT = 13;
    private static final int LENGTH_AT = 14;
    private static final int FIXED_BYTES = 16;

    /**
     * Behind the fixed part. The longest addresses take 216 bytes, and what balancers add are names, identifiers and a client
     * certificate's subject; the 64 KiB that the length could say would only be held for somebody who fills memory.
     */
    private static final int MOST_LENGTH = 4096;

    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;

    private static final int UNSPECIFIED = 0x00;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final int UNIX = 0x31;

    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int TWO_PORTS = 4;
    private static final int UNIX_BYTES = 216;

    private static final int CHECKSUM_TYPE = 0x03;
    private static final int CHECKSUM_BYTES = 4;
    private static final int EXTRA_HEAD_BYTES = 3;

    private BinaryProxyHeader() {}

    /** As {@link ProxyHeaderParser#read}, for bytes that begin with the signature as far as they go. */
    static Optional<ProxyHeader> read(ByteBuf bytes) throws BadProxyHeader {
        int start = bytes.readerIndex();
        int there = bytes.readableBytes();
        if (there > COMMAND_AT) {
            command(bytes.getUnsignedByte(start + COMMAND_AT));
        }
        if (there < FIXED_BYTES) {
            return Optional.empty();
        }
        int length = bytes.getUnsignedShort(start + LENGTH_AT);
        if (length > MOST_LENGTH) {
            throw new BadProxyHeader("more than " + MOST_LENGTH + " bytes behind the fixed part");
        }
        if (there < FIXED_BYTES + length) {
            return Optional.empty();
        }
        return Optional.of(whole(bytes.readSlice(FIXED_BYTES + length)));
    }

    private static int command(int octet) throws BadProxyHeader {
        if (octet != LOCAL && octet != PROXY) {
            throw new BadProxyHeader("not version 2, or a command that it has not");
        }
        return octet;
    }

    private static ProxyHeader whole(ByteBuf header) throws BadProxyHeader {
        if (command(header.getUnsignedByte(COMMAND_AT)) == LOCAL) {
            return ProxyHeader.LOCAL; // section 2.2: the receiver ignores all else
        }
        int family = header.getUnsignedByte(FAMILY_AT);
        int addressBytes =
                switch (family) {
                    case UNSPECIFIED -> 0;
                    case TCP4 -> 2 * IPV4_BYTES + TWO_PORTS;
                    case TCP6 -> 2 * IPV6_BYTES + TWO_PORTS;
                    case UNIX -> UNIX_BYTES;
                    default -> throw new BadProxyHeader("a connection over something else than TCP or a UNIX socket");
                };
        if (header.readableBytes() < FIXED_BYTES + addressBytes) {
            throw new BadProxyHeader("addresses cut off");
        }
        if (family == UNSPECIFIED) {
            return ProxyHeader.UNNAMED; // what follows can not be told apart
        }
        checkExtras(header, FIXED_BYTES + addressBytes);
        return switch (family) {
            case TCP4 -> ProxyHeader.from(AddressText.of(ByteBufUtil.getBytes(header, FIXED_BYTES, IPV4_BYTES)));
            case TCP6 -> ProxyHeader.from(AddressText.of(ByteBufUtil.getBytes(header, FIXED_BYTES, IPV6_BYTES)));
            default -> ProxyHeader.UNNAMED;
        };
    }

    /** What is added behind the addresses means nothing to us, but it has to fit, and a checksum has to be right. */
    private static void checkExtras(ByteBuf header, int from) throws BadProxyHeader {
        int end = header.writerIndex();
        int at = from;
        while (at < end) {
            if (end - at < EXTRA_HEAD_BYTES) {
                throw new BadProxyHeader("an addition cut off");
            }
            int type = header.getUnsignedByte(at);
            int length = header.getUnsignedShort(at + 1);
            at += EXTRA_HEAD_BYTES;
            if (length > end - at) {
                throw new BadProxyHeader("an addition cut off");
            }
            if (type == CHECKSUM_TYPE) {
                checkSum(header, at, length);
            }
            at += length;
        }
    }

    /** Over the whole header, with zeros in its own place (section 2.2.3). */
    private static void checkSum(ByteBuf header, int at, int length) throws BadProxyHeader {
        if (length != CHECKSUM_BYTES) {
            throw new BadProxyHeader("a checksum of another length");
        }
        byte[] summed = ByteBufUtil.getBytes(header, 0, header.writerIndex());
        for (int i = 0; i < CHECKSUM_BYTES; i++) {
            summed[at + i] = 0;
        }
        CRC32C sum = new CRC32C();
        sum.update(summed, 0, summed.length);
        if (sum.getValue() != header.getUnsignedInt(at)) {
            throw new BadProxyHeader("a wrong checksum");
        }
    }
}
