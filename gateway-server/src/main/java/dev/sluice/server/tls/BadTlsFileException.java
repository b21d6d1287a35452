package dev.sluice.server.tls;

/** A file that TLS cannot be spoken with. The message is one line that says what to do about it. Stackless. */
public final class BadTlsFileException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Which of the files. */
    public enum File {
        CERTIFICATE,
        KEY,
        CLIENT_AUTHORITY
    }

    private final File file;
    private final String what;

    BadTlsFileException(File file, String what) {
        super(what, null, false, false);
        this.file = file;
        this.what = what;
    }

    /** The file to mend. */
    public File file() {
        return file;
    }

    /** The message, which is never absent here. */
    public String what() {
        return what;
    }
}
