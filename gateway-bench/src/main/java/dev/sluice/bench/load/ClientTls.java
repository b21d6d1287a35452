package dev.sluice.bench.load;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** TLS of the generator. Every handshake is a whole one: it keeps no sessions. */
final class ClientTls {
    /** Which certificates are believed. */
    enum Trust {
        /** Those of the authorities that the JDK knows, and only for the host's own name. */
        KNOWN,

        /** Every one, as for a server of one's own. */
        ANY
    }

    /** Causes may go round in a circle. */
    private static final int MOST_CAUSES = 8;

    private ClientTls() {}

    /** What is wrong with TLS to this server, in words; empty if the failure is of another kind. */
    static Optional<String> fault(Throwable failure) {
        boolean ofTls = false;
        Throwable cause = failure;
        for (int depth = 0; depth < MOST_CAUSES; depth++) {
            if (cause instanceof CertificateException) {
                return Optional.of("its certificate is not believed (" + cause.getMessage()
                        + "); if it is your own, add --insecure, which believes any");
            }
            ofTls |= cause instanceof SSLException;
            if (cause.getCause() == null) {
                break;
            }
            cause = cause.getCause();
        }
        return ofTls ? Optional.of("no TLS with it: " + cause.getMessage()) : Optional.empty();
    }

    static SslContext context(Trust trust) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient();
            if (trust == Trust.ANY) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm("");
            }
            return builder.build();
        } catch (SSLException e) {
            throw new BadOption("--url: no TLS here: " + e.getMessage());
        }
    }
}
