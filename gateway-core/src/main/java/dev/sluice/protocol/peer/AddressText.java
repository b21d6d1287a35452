package dev.sluice.protocol.peer;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Addresses as text: IPv4 as four numbers, IPv6 without a zone. An IPv4 address that is mapped into IPv6 counts as IPv4. Stricter than
 * the JDK, which takes {@code 127.1} for an address and asks the name service for what is none.
 */
public final class AddressText {
    /** {@code ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255}. */
    private static final int MOST_CHARACTERS = 45;

    /** That, brackets, colon and port. */
    private static final int MOST_HOP_CHARACTERS = MOST_CHARACTERS + 8;

    private static final int OCTETS = 4;
    private static final int MOST_OCTET = 255;
    private static final int MOST_OCTET_DIGITS = 3;
    private static final int MOST_PORT = 65_535;
    private static final int MOST_PORT_DIGITS = 5;

    private AddressText() {}

    /** An address alone. */
    static Optional<InetAddress> read(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        return text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
    }

    /** An address as proxies write it: perhaps in brackets, perhaps with a port. */
    static Optional<InetAddress> readHop(String text) {
        if (text.length() > MOST_HOP_CHARACTERS) {
            return Optional.empty();
        }
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            boolean sound = end > 0 && (end == text.length() - 1 || isColonAndPort(text.substring(end + 1)));
            return sound ? ipv6(text.substring(1, end)) : Optional.empty();
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && colon == text.lastIndexOf(':')) {
            return isColonAndPort(text.substring(colon)) ? ipv4(text.substring(0, colon)) : Optional.empty();
        }
        return read(text);
    }

    /** A decimal number without a sign or a leading zero, or -1. */
    static int number(String text, int mostDigits, int most) {
        if (text.isEmpty() || text.length() > mostDigits || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number <= most ? number : -1;
    }

    static boolean isPort(String text) {
        return number(text, MOST_PORT_DIGITS, MOST_PORT) >= 0;
    }

    /** The same address without a zone, and as IPv4 where it is mapped into IPv6, as sockets for both may tell it. */
    public static InetAddress plain(InetAddress address) {
        return address instanceof Inet4Address ? address : of(address.getAddress());
    }

    /** The address of 4 or 16 octets. */
    static InetAddress of(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets); // makes IPv4 of what is mapped into IPv6
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not 4 or 16 octets", e);
        }
    }

    private static boolean isColonAndPort(String text) {
        return text.startsWith(":") && isPort(text.substring(1));
    }

    private static Optional<InetAddress> ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != OCTETS) {
            return Optional.empty();
        }
        byte[] octets = new byte[OCTETS];
        for (int i = 0; i < OCTETS; i++) {
            int octet = number(parts[i], MOST_OCTET_DIGITS, MOST_OCTET);
            if (octet < 0) {
                return Optional.empty();
            }
            octets[i] = (byte) octet;
        }
        return Optional.of(of(octets));
    }

    private static Optional<InetAddress> ipv6(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c != ':' && c != '.' && Character.digit(c, 16) < 0) || c > 'f') {
                return Optional.empty(); // a zone, most often: it means something on the other machine alone
            }
        }
        byte[] octets = NetUtil.isValidIpV6Address(text) ? NetUtil.createByteArrayFromIpAddressString(text) : null;
        return octets == null ? Optional.empty() : Optional.of(of(octets));
    }
}
