package dev.sluice.protocol.handshake;

/** What names are made of: methods, headers, subprotocols (RFC 9110, 5.6.2). */
final class Token {
    private static final String MARKS = "!#$%&'*+-.^_`|~";
    private static final int ASCII = 128;
    private static final boolean[] ALLOWED = allowed();

    private Token() {}

    /** Whether a token may hold this byte. */
    static boolean has(int octet) {
        return octet < ASCII && ALLOWED[octet];
    }

    /** Whether a text is one token. */
    static boolean is(String text) {
        return !text.isEmpty() && text.chars().allMatch(Token::has);
    }

    private static boolean[] allowed() {
        boolean[] allowed = new boolean[ASCII];
        for (int c = 0; c < ASCII; c++) {
            allowed[c] = Character.isLetterOrDigit(c) || MARKS.indexOf(c) >= 0;
        }
        return allowed;
    }
}
