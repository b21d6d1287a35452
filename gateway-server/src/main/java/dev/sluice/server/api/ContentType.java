package dev.sluice.server.api;

import java.util.Locale;
import java.util.Optional;

/** What the body of a request is said to be. */
enum ContentType {
    JSON("application/json"),
    TEXT("text/plain"),
    BINARY("application/octet-stream");

    private final String text;

    ContentType(String text) {
        this.text = text;
    }

    /** The type of a request with messages in it; throws {@link Problem} for any other, or another charset than UTF-8. */
    static ContentType of(Optional<String> header) {
        String[] parts = header.orElse("").toLowerCase(Locale.ROOT).split(";");
        for (ContentType type : values()) {
            if (parts.length > 0 && parts[0].strip().equals(type.text)) {
                requireUtf8(parts);
                return type;
            }
        }
        throw new Problem(
                ProblemCode.UNSUPPORTED_TYPE,
                "Content-Type is application/json, text/plain or application/octet-stream, in UTF-8 where it is text");
    }

    /** Throws {@link Problem} unless it is JSON. */
    static void requireJson(Optional<String> header) {
        if (of(header) != JSON) {
            throw new Problem(ProblemCode.UNSUPPORTED_TYPE, "Content-Type is application/json here");
        }
    }

    private static void requireUtf8(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("charset=")
                    && !parameter
                            .substring("charset=".length())
                            .replace("\"", "")
                            .equals("utf-8")) {
                throw new Problem(ProblemCode.UNSUPPORTED_TYPE, "the charset is utf-8");
            }
        }
    }
}
