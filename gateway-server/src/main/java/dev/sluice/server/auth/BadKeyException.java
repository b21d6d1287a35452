package dev.sluice.server.auth;

/** A key that tokens can not be checked, or signed, with. The message is one line that says what to do. Stackless. */
public final class BadKeyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String what;

    /** @param what one line that says what to do */
    public BadKeyException(String what) {
        super(what, null, false, false);
        this.what = what;
    }

    /** The message, which is never absent here. */
    public String what() {
        return what;
    }
}
