package dev.sluice.log;

/**
 * A string that a client chose, as a log line may hold it: bounded, in one line, and with nothing in it that moves a cursor, changes
 * colours, or turns the direction of what follows. Whatever a client sent goes through here before it is logged.
 */
public final class LogText {
    /** Room for any honest path, origin or user agent, and for no essay. */
    public static final int MOST_CHARACTERS = 256;

    private static final String NO_PATH = "(no path)";

    private LogText() {}

    /**
     * At most {@value #MOST_CHARACTERS} characters of the text and then how many more there were; what cannot be seen, and half
     * of a surrogate pair, as a backslash, {@code u} and four hex digits; a backslash doubled, so that an escape is always ours.
     */
    public static String of(String text) {
        int end = end(text);
        int plain = 0;
        while (plain < end && isPlain(text.codePointAt(plain))) {
            plain += Character.charCount(text.codePointAt(plain));
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder line = new StringBuilder(end + 32).append(text, 0, plain);
        for (int i = plain; i < end; ) {
            int character = text.codePointAt(i);
            append(line, character);
            i += Character.charCount(character);
        }
        if (end < text.length()) {
            line.append("…(+").append(text.length() - end).append(" more)");
        }
        return line.toString();
    }

    /** The path of a request target without its query, which may hold a token; and nothing at all of a target that is no path. */
    public static String path(String target) {
        if (!target.startsWith("/")) {
            return NO_PATH;
        }
        return of(withoutQuery(target));
    }

    /** The value of an Origin header; what follows a question mark or a hash belongs into none, and may be a secret. */
    public static String origin(String value) {
        return of(withoutQuery(value));
    }

    private static String withoutQuery(String target) {
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) == '?' || target.charAt(i) == '#') {
                return target.substring(0, i);
            }
        }
        return target;
    }

    private static int end(String text) {
        if (text.length() <= MOST_CHARACTERS) {
            return text.length();
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1))
                && Character.isLowSurrogate(text.charAt(MOST_CHARACTERS));
        return splitsPair ? MOST_CHARACTERS - 1 : MOST_CHARACTERS;
    }

    private static void append(StringBuilder line, int character) {
        if (character == '\\') {
            line.append("\\\\");
        } else if (isPlain(character)) {
            line.appendCodePoint(character);
        } else {
            appendEscaped(line, character);
        }
    }

    /** Whether a character shows as itself and in its place. */
    public static boolean isVisible(int character) {
        if (character < 0x7F) {
            return character >= ' ';
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT, // the bidirectional controls, among others
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /** Writes a character as a backslash, {@code u} and four hex digits, or two of them where it lies beyond the first plane. */
    public static void appendEscaped(StringBuilder line, int character) {
        for (char half : Character.toChars(character)) {
            line.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                line.append(Character.forDigit(half >> shift & 0xF, 16));
            }
        }
    }

    private static boolean isPlain(int character) {
        return character != '\\' && isVisible(character);
    }
}
