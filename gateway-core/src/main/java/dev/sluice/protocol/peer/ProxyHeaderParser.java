package dev.sluice.protocol.peer;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads the header of the PROXY protocol, either version, from the first bytes of a connection. Says no at the first byte that can
 * not belong to one. Stateless: shown the same bytes and more until there are enough.
 */
public final class ProxyHeaderParser {
    private static final byte[] TEXT_SIGNATURE = "PROXY ".getBytes(StandardCharsets.US_ASCII);

    /** Of version 1, with the end of its line (section 2.1): "a 108-byte buffer is always enough", its terminating zero included. */
    private static final int MOST_TEXT_BYTES = 107;

    private static final int TEXT_FIELDS = 6;

    private ProxyHeaderParser() {}

    /**
     * Takes the header out of the buffer.
     *
     * @return empty, with the buffer as it was, while there is more to come
     */
    public static Optional<ProxyHeader> read(ByteBuf bytes) throws BadProxyHeader {
        if (beginsAs(BinaryProxyHeader.SIGNATURE, bytes)) {
            return BinaryProxyHeader.read(bytes);
        }
        if (beginsAs(TEXT_SIGNATURE, bytes)) {
            return readText(bytes);
        }
        throw new BadProxyHeader("no PROXY header");
    }

    /** Whether the bytes begin with the signature, as far as they go. */
    private static boolean beginsAs(byte[] signature, ByteBuf bytes) {
        int known = Math.min(signature.length, bytes.readableBytes());
        for (int i = 0; i < known; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    private static Optional<ProxyHeader> readText(ByteBuf bytes) throws BadProxyHeader {
        int most = Math.min(MOST_TEXT_BYTES, bytes.readableBytes());
        int end = bytes.indexOf(bytes.readerIndex(), bytes.readerIndex() + most, (byte) '\n');
        if (end < 0) {
            if (most == MOST_TEXT_BYTES) {
                throw new BadProxyHeader("a line of more than " + MOST_TEXT_BYTES + " bytes");
            }
            return Optional.empty();
        }
        String line = bytes.readCharSequence(end + 1 - bytes.readerIndex(), StandardCharsets.ISO_8859_1)
                .toString();
        if (!line.endsWith("\r\n")) {
            throw new BadProxyHeader("a line without its CR");
        }
        return Optional.of(text(line.substring(0, line.length() - 2)));
    }

    /** {@code PROXY TCP4 source destination source-port destination-port}, or {@code PROXY UNKNOWN} and anything behind it. */
    private static ProxyHeader text(String line) throws BadProxyHeader {
        if (line.equals("PROXY UNKNOWN") || line.startsWith("PROXY UNKNOWN ")) {
            return ProxyHeader.LOCAL;
        }
        String[] fields = line.split(" ", -1);
        boolean ipv4 = fields[1].equals("TCP4");
        if (fields.length != TEXT_FIELDS
                || (!ipv4 && !fields[1].equals("TCP6"))
                || isIpv6(fields[2]) == ipv4
                || isIpv6(fields[3]) == ipv4
                || AddressText.read(fields[3]).isEmpty()
                || !AddressText.isPort(fields[4])
                || !AddressText.isPort(fields[5])) {
            throw new BadProxyHeader("not two addresses and two ports");
        }
        return AddressText.read(fields[2])
                .map(ProxyHeader::from)
                .orElseThrow(() -> new BadProxyHeader("not an address"));
    }

    private static boolean isIpv6(String address) {
        return address.indexOf(':') >= 0;
    }
}
