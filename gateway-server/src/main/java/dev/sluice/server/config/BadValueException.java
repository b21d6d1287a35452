package dev.sluice.server.config;

/** A value that its setting cannot take; the message says what was expected, and what came instead. Stackless. */
final class BadValueException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String what;

    BadValueException(String what) {
        super(what, null, false, false);
        this.what = what;
    }

    /** The message, which is never absent here. */
    String what() {
        return what;
    }

    static BadValueException expected(String what, Scalar scalar) {
        return new BadValueException("expected " + what + ", got " + scalar.shown());
    }
}
