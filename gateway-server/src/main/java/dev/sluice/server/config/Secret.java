package dev.sluice.server.config;

import java.util.regex.Pattern;

/**
 * A key that callers show in a header: as long as nobody guesses, of the characters that a header may hold (RFC 6750, 2.1). No problem
 * shows it.
 */
record Secret() implements ValueType<String> {
    /** 128 bits in base64. */
    private static final int LEAST_CHARACTERS = 22;

    private static final int MOST_CHARACTERS = 256;

    private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    @Override
    public String expected() {
        return "a secret of " + LEAST_CHARACTERS + " to " + MOST_CHARACTERS + " letters, digits and -._~+/=";
    }

    @Override
    public String read(Scalar scalar) throws BadValueException {
        String text = scalar.text();
        if (text.length() < LEAST_CHARACTERS || text.length() > MOST_CHARACTERS) {
            throw new BadValueException("expected " + expected() + ", got " + text.length()
                    + " characters; openssl rand -base64 24" + " makes one");
        }
        if (!CHARACTERS.matcher(text).matches()) {
            throw new BadValueException("expected " + expected() + ", got others; openssl rand -base64 24 makes one");
        }
        return text;
    }

    @Override
    public String write(String value) {
        return value;
    }

    @Override
    public boolean isSecret() {
        return true;
    }
}
