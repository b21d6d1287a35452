package dev.sluice.protocol.peer;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * A block of addresses (CIDR), IPv4 or IPv6. An IPv6 block contains no IPv4 address; a block that lies in the part of IPv6 into which
 * IPv4 is mapped counts as IPv4.
 *
 * @param first its first address
 * @param prefixBits how many leading bits all of its addresses share
 */
public record AddressRange(InetAddress first, int prefixBits) {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    /** Bits in front of an IPv4 address that is mapped into IPv6 (RFC 4291, 2.5.5.2). */
    private static final int MAPPED_BITS = IPV6_BITS - IPV4_BITS;

    private static final int MOST_PREFIX_DIGITS = 3;

    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or an address alone, which is a block of one.
     *
     * @throws IllegalArgumentException with a line that says what to write
     */
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        String written = slash < 0 ? text : text.substring(0, slash);
        InetAddress address = AddressText.read(written)
                .orElseThrow(() -> new IllegalArgumentException("expected an address or a block such as 10.0.0.0/8"));
        int bits = bitsOf(address);
        int prefix = bits;
        if (slash >= 0) {
            boolean mapped = bits == IPV4_BITS && written.indexOf(':') >= 0;
            int most = mapped ? IPV6_BITS : bits;
            prefix = AddressText.number(text.substring(slash + 1), MOST_PREFIX_DIGITS, most);
            if (prefix < 0 || (mapped && prefix < MAPPED_BITS)) {
                throw new IllegalArgumentException(
                        "expected a length from " + (mapped ? MAPPED_BITS : 0) + " to " + most + " behind the slash");
            }
            prefix -= mapped ? MAPPED_BITS : 0;
        }
        AddressRange range = new AddressRange(masked(address, prefix), prefix);
        if (!range.first.equals(address)) {
            throw new IllegalArgumentException("the address has bits behind the length; write " + range);
        }
        return range;
    }

    /** Whether an address lies in it. */
    public boolean contains(InetAddress address) {
        return bitsOf(address) == bitsOf(first) && masked(address, prefixBits).equals(first);
    }

    /** As one would write it. */
    @Override
    public String toString() {
        return first.getHostAddress() + "/" + prefixBits;
    }

    private static int bitsOf(InetAddress address) {
        return address instanceof Inet4Address ? IPV4_BITS : IPV6_BITS;
    }

    private static InetAddress masked(InetAddress address, int prefixBits) {
        byte[] octets = address.getAddress();
        for (int i = 0; i < octets.length; i++) {
            int kept = Math.max(0, Math.min(Byte.SIZE, prefixBits - i * Byte.SIZE));
            octets[i] &= (byte) (0xFF << (Byte.SIZE - kept));
        }
        return AddressText.of(octets);
    }
}
