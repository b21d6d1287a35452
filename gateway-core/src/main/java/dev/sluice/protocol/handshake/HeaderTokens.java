package dev.sluice.protocol.handshake;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/** Headers that hold comma-separated tokens, possibly over several lines (RFC 9110, 5.6.1). */
final class HeaderTokens {
    private HeaderTokens() {}

    /** All tokens of a header, in order, without the empty ones. */
    static List<String> of(HttpHeaders headers, CharSequence name) {
        List<String> tokens = new ArrayList<>();
        for (String line : headers.getAll(name)) {
            for (String token : line.split(",", -1)) {
                String trimmed = token.strip();
                if (!trimmed.isEmpty()) {
                    tokens.add(trimmed);
                }
            }
        }
        return tokens;
    }

    /** Whether a header names a token, in any case. */
    static boolean contains(HttpHeaders headers, CharSequence name, String token) {
        if (token.equalsIgnoreCase(headers.get(name))) {
            return true; // as nearly all clients send it
        }
        return of(headers, name).stream().anyMatch(token::equalsIgnoreCase);
    }
}
