package dev.sluice.server.tls;

import dev.sluice.transport.tls.TlsPolicy;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * A certificate with its key, both sound, and whose clients are let in. Immutable.
 *
 * @param chain the server's own certificate, then each one's issuer
 * @param key of the first
 * @param clientAuthorities who signs clients' certificates; none unless they are asked for
 * @param clientCertificates whether clients have to show one
 */
record TlsMaterial(
        List<X509Certificate> chain,
        PrivateKey key,
        List<X509Certificate> clientAuthorities,
        ClientCertificates clientCertificates) {

    /** Two working weeks: time enough to find out why a renewal that was due has not come. */
    private static final Duration WARNING_TIME = Duration.ofDays(14);

    /** When the first of the chain ends. */
    Instant end() {
        return firstToEnd().getNotAfter().toInstant();
    }

    /** What to say about certificates that have ended, or soon will. */
    Optional<String> warning(Instant now) {
        X509Certificate first = firstToEnd();
        Instant end = end();
        String name = "the certificate of " + CertificateChain.nameOf(first);
        if (now.isAfter(end)) {
            long days = ChronoUnit.DAYS.between(end, now);
            return Optional.of(name + " expired " + days(days) + " ago, at " + end
                    + ": clients refuse it; replace it with a new one");
        }
        if (now.plus(WARNING_TIME).isBefore(end)) {
            return Optional.empty();
        }
        long days = ChronoUnit.DAYS.between(now, end);
        return Optional.of(name + " expires in " + days(days) + ", at " + end + ": renew it");
    }

    /** A context for new connections. Throws {@link SSLException} if the provider refuses what is sound. */
    SslContext context() throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new));
        if (clientCertificates != ClientCertificates.OFF) {
            builder.trustManager(clientAuthorities.toArray(X509Certificate[]::new))
                    .clientAuth(
                            clientCertificates == ClientCertificates.REQUIRED
                                    ? ClientAuth.REQUIRE
                                    : ClientAuth.OPTIONAL);
        }
        return TlsPolicy.build(builder);
    }

    private X509Certificate firstToEnd() {
        return chain.stream()
                .min(Comparator.comparing(X509Certificate::getNotAfter))
                .orElseThrow();
    }

    static String days(long days) {
        return days == 1 ? "1 day" : days + " days";
    }
}
