package dev.sluice.server.tls;

import java.time.Instant;
import java.util.Optional;

/** Looks at the files of TLS without using them. */
public final class TlsCheck {
    private TlsCheck() {}

    /**
     * What is no reason not to start: a certificate that has expired, or soon will.
     *
     * @throws BadTlsFileException with the first reason why TLS cannot be spoken with these files
     */
    public static Optional<String> run(TlsFiles files, Instant now) throws BadTlsFileException {
        return TlsSources.read(files).check(files, now).warning(now);
    }
}
