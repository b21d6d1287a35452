package dev.sluice.bench.load;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
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

    private ClientTls() {}

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
