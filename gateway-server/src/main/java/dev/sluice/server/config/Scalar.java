package dev.sluice.server.config;

/**
 * One value as it was written, before anything is known of its meaning.
 *
 * @param text the characters, without quotes
 * @param form what the place it comes from says of its type
 */
record Scalar(String text, Form form) {

    /** What a value is known to be before its setting reads it. */
    enum Form {
        /** From the command line or the environment, where all is text. */
        UNTYPED,
        /** A YAML number. */
        NUMBER,
        /** A YAML {@code true} or {@code false}. */
        SWITCH,
        /** A YAML string, in quotes or not. */
        STRING,
        /** A key without a value, or {@code null}. */
        NOTHING
    }

    static Scalar untyped(String text) {
        return new Scalar(text, Form.UNTYPED);
    }

    /** The value as a problem shows it: text in quotes, a number as it is. */
    String shown() {
        return switch (form) {
            case UNTYPED, STRING -> '"' + Excerpt.of(text) + '"';
            case NUMBER, SWITCH -> Excerpt.of(text);
            case NOTHING -> "nothing";
        };
    }
}
