package dev.sluice.protocol.handshake;

/** What Host holds: {@code uri-host [ ":" port ]}, possibly nothing (RFC 3986, 3.2.2 and 3.2.3; RFC 9110, 7.2). */
final class Authority {
    private static final String MARKS = "-._~!$&'()*+,;=";
    private static final String IN_LITERAL = ":.v";
    private static final int HEX = 16;
    private static final int MOST_PORT_DIGITS = 5;

    private Authority() {}

    /** Whether a text is a host and perhaps a port; no user, no path. Read by hand: a pattern recurses once for each character. */
    static boolean isWellFormed(String text) {
        int end = text.startsWith("[") ? literalEnd(text) : nameEnd(text);
        return end == text.length() || (end >= 0 && isPort(text, end));
    }

    /** Behind an address in brackets, or -1. */
    private static int literalEnd(String text) {
        int end = text.indexOf(']');
        for (int i = 1; i < end; i++) {
            if (!isHex(text, i) && IN_LITERAL.indexOf(text.charAt(i)) < 0) {
                return -1;
            }
        }
        return end > 1 ? end + 1 : -1;
    }

    /** Behind a name or an IPv4 address. */
    private static int nameEnd(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '%' && isHex(text, i + 1) && isHex(text, i + 2)) {
                i += 2;
            } else if (!isLetterOrDigit(c) && MARKS.indexOf(c) < 0) {
                break;
            }
            i++;
        }
        return i;
    }

    private static boolean isPort(String text, int colon) {
        if (text.charAt(colon) != ':' || text.length() - colon - 1 > MOST_PORT_DIGITS) {
            return false;
        }
        return text.chars().skip(colon + 1L).allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isHex(String text, int index) {
        return index < text.length() && text.charAt(index) < 'g' && Character.digit(text.charAt(index), HEX) >= 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
