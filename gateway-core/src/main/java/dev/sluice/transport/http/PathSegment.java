package dev.sluice.transport.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One segment of a path, percent-encoded (RFC 3986, 2.1). */
public final class PathSegment {
    private static final int HEX = 16;

    private PathSegment() {}

    /** What it says; empty if it is no single segment, or not UTF-8. */
    public static Optional<String> decoded(String encoded) {
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '/' || c == '#' || c > 0x7E || c <= ' ') {
                return Optional.empty();
            }
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            int octet = octetAt(encoded, i + 1);
            if (octet < 0) {
                return Optional.empty();
            }
            bytes.put((byte) octet);
            i += 2;
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    private static int octetAt(String encoded, int index) {
        if (index + 2 > encoded.length()) {
            return -1;
        }
        int high = Character.digit(encoded.charAt(index), HEX);
        int low = Character.digit(encoded.charAt(index + 1), HEX);
        return high < 0 || low < 0 ? -1 : high * HEX + low;
    }
}
