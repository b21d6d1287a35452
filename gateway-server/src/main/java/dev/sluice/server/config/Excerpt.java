package dev.sluice.server.config;

/** What a problem shows of a text that anybody may have written: its beginning, in one line, and nothing that moves a cursor. */
final class Excerpt {
    /** Twice the longest key; the rest of the line has to fit beside it. */
    private static final int MAX_CHARS = 80;

    private Excerpt() {}

    static String of(String text) {
        return text.length() <= MAX_CHARS ? oneLine(text) : oneLine(text.substring(0, MAX_CHARS)) + "…";
    }

    /** The text with each control character, line separator and half of a pair replaced by a space. */
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(character -> line.appendCodePoint(isPrinted(character) ? character : ' '));
        return line.toString();
    }

    private static boolean isPrinted(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
