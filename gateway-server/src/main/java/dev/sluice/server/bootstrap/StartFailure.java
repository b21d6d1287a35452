package dev.sluice.server.bootstrap;

/** The program cannot start; the message is one line that tells the operator what to do. */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** A failure with its line. */
    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
