package dev.sluice.transport.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * Which TLS is spoken: 1.2 and 1.3, the ciphers that Mozilla calls intermediate, HTTP/1.1 by ALPN, sessions resumed by tickets. By
 * BoringSSL where its library is on the class path and runs here, else by the JDK. Any thread.
 */
public final class TlsPolicy {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Mozilla's intermediate list, version 5.7, without finite-field Diffie-Hellman, which BoringSSL has not. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /**
     * RFC 7301, 3.2, would have a client that offers nothing of ours refused; BoringSSL's binding can not, so it gets an answer without
     * ALPN, from both providers, and ends by itself if it knows no HTTP/1.1.
     */
    private static final ApplicationProtocolConfig ALPN = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_1_1);

    /** Clients that lose their connection are back within it; a stolen ticket key is worth no more. */
    private static final Duration SESSION_LIFE = Duration.ofHours(1);

    private TlsPolicy() {}

    /**
     * A context by this policy. It has ticket keys of its own, so sessions of an older context are not resumed.
     *
     * @param builder of a server, with its certificate, and with what clients are asked for
     * @throws SSLException if the provider cannot use the certificate
     */
    public static SslContext build(SslContextBuilder builder) throws SSLException {
        return build(builder, provider());
    }

    /** The same with a provider of one's choice, which has to be available. */
    public static SslContext build(SslContextBuilder builder, SslProvider provider) throws SSLException {
        SslContext context = builder.sslProvider(provider)
                .protocols(PROTOCOLS)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(ALPN)
                .sessionTimeout(SESSION_LIFE.toSeconds())
                .build();
        TicketKeys.renew(context);
        return context;
    }

    /** Who does it here: {@code BoringSSL}, or {@code JDK} and why. */
    public static String providerName() {
        return OpenSsl.isAvailable() ? OpenSsl.versionString() : "JDK (" + whyNotNative() + ")";
    }

    private static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    private static String whyNotNative() {
        Throwable cause = OpenSsl.unavailabilityCause();
        return cause instanceof ClassNotFoundException || cause == null
                ? "BoringSSL is not on the class path"
                : "BoringSSL does not run here";
    }
}
