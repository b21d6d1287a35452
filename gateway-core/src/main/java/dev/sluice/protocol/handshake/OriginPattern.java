package dev.sluice.protocol.handshake;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which values of Origin (RFC 6454, 7) are meant: {@code *} all of them; {@code https://app.example.com} that one;
 * {@code app.example.com} the same over any scheme; {@code *.example.com} every subdomain, however deep, but not example.com itself;
 * {@code null} what browsers send for pages that have no origin. Where no port is written the scheme's own is meant.
 */
public final class OriginPattern {
    /** All of them. */
    public static final OriginPattern ANY = new OriginPattern("*");

    private static final String EXPECTED =
            "expected *, null, or an origin such as https://app.example.com, app.example.com or *.example.com";
    private static final Pattern SHAPE = Pattern.compile(
            "(?:([A-Za-z][A-Za-z0-9+.-]*)://)?(\\*\\.)?(\\[[0-9A-Fa-f:.]+]|[^\\s/:*?#@\\[\\]]+)(?::([0-9]{1,5}))?");
    private static final Pattern HOST = Pattern.compile("\\[[0-9a-f:.]+]|[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?");
    private static final int MOST_PORT = 65_535;
    private static final int MOST_HOST_CHARACTERS = 253;
    private static final String NULL = "null";

    /** What Unicode's rules for names and Java's, which are older, make different names of. */
    private static final Pattern AMBIGUOUS = Pattern.compile("[\u00df\u03c2\u200c\u200d]");

    private final String written;

    /** With its {@code ://}; empty: any scheme. */
    private final String scheme;

    /** In lower case and punycode; with its leading dot where its subdomains are meant. */
    private final String host;

    /** With its colon; empty: the scheme's own. */
    private final String port;

    private OriginPattern(String word) {
        this(word, "", "", "");
    }

    private OriginPattern(String written, String scheme, String host, String port) {
        this.written = written;
        this.scheme = scheme;
        this.host = host;
        this.port = port;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException with a line that says what to write
     */
    public static OriginPattern of(String text) {
        if (text.equals("*")) {
            return ANY;
        }
        if (text.equals(NULL)) {
            return new OriginPattern(NULL);
        }
        Matcher parts = SHAPE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text.endsWith("/") ? EXPECTED + ", without / at its end" : EXPECTED);
        }
        String scheme = parts.group(1) == null ? "" : parts.group(1).toLowerCase(Locale.ROOT) + "://";
        String host = asciiHost(parts.group(3));
        String port = "";
        if (parts.group(4) != null) {
            int number = Integer.parseInt(parts.group(4));
            if (number > MOST_PORT) {
                throw new IllegalArgumentException("expected a port from 0 to " + MOST_PORT);
            }
            port = ":" + number;
        }
        return new OriginPattern(text, scheme, (parts.group(2) == null ? "" : ".") + host, port);
    }

    /** Whether a value of Origin is meant. */
    boolean matches(String origin) {
        if (written.equals("*")) {
            return true;
        }
        if (host.isEmpty()) {
            return origin.equals(NULL);
        }
        String value = origin.toLowerCase(Locale.ROOT);
        int schemeEnd = value.indexOf("://");
        if (schemeEnd < 1) {
            return false;
        }
        String itsScheme = value.substring(0, schemeEnd + 3);
        String rest = value.substring(schemeEnd + 3);
        int colon = rest.lastIndexOf(':');
        boolean hasPort = colon > rest.lastIndexOf(']');
        String itsHost = hasPort ? rest.substring(0, colon) : rest;
        String itsPort = withoutOwn(hasPort ? rest.substring(colon) : "", itsScheme);
        boolean hostMeant = host.charAt(0) == '.'
                ? itsHost.length() > host.length()
                        && itsHost.endsWith(host)
                        && HOST.matcher(itsHost).matches()
                : itsHost.equals(host);
        return hostMeant
                && itsPort.equals(withoutOwn(port, itsScheme))
                && (scheme.isEmpty() || itsScheme.equals(scheme));
    }

    /** As it was written. */
    @Override
    public String toString() {
        return written;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OriginPattern pattern && pattern.written.equals(written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }

    private static String asciiHost(String host) {
        if (AMBIGUOUS.matcher(host).find()) {
            throw new IllegalArgumentException("expected this name as browsers send it, in punycode (xn--…)");
        }
        String ascii;
        try {
            ascii = host.startsWith("[") ? host : IDN.toASCII(host);
        } catch (IllegalArgumentException notAName) {
            throw new IllegalArgumentException(EXPECTED, notAName);
        }
        ascii = ascii.toLowerCase(Locale.ROOT);
        if (ascii.length() > MOST_HOST_CHARACTERS || !HOST.matcher(ascii).matches() || ascii.contains("..")) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return ascii;
    }

    /** Browsers leave the scheme's own port out. */
    private static String withoutOwn(String port, String scheme) {
        boolean own =
                switch (scheme) {
                    case "http://" -> port.equals(":80");
                    case "https://" -> port.equals(":443");
                    default -> false;
                };
        return own ? "" : port;
    }
}
