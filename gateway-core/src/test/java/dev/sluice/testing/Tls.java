package dev.sluice.testing;

import dev.sluice.Gateway;
import dev.sluice.transport.tls.TlsPolicy;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Certificates for tests, and clients that believe them. */
public final class Tls {
    /** Of a gateway on loopback. */
    public static final X509Bundle CERTIFICATE = selfSigned("CN=localhost");

    /** Without it a close waits for ever for a thread whose write the server does not take. */
    private static final int CLOSE_PATIENCE_SECONDS = 5;

    private Tls() {}

    /** A certificate for loopback that no authority knows. */
    public static X509Bundle selfSigned(String subject) {
        try {
            return new CertificateBuilder()
                    .subject(subject)
                    .ecp256()
                    .setIsCertificateAuthority(true)
                    .addSanDnsName("localhost")
                    .addSanIpAddress("127.0.0.1")
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What TLS can be spoken with on this machine. */
    public static List<SslProvider> providers() {
        List<SslProvider> available = new ArrayList<>(List.of(SslProvider.JDK));
        if (OpenSsl.isAvailable()) {
            available.add(SslProvider.OPENSSL);
        }
        return available;
    }

    /** A server's context by the gateway's policy. */
    public static SslContext server(X509Bundle bundle, SslProvider provider) throws IOException {
        return TlsPolicy.build(builder(bundle), provider);
    }

    /** What {@link #server} begins with. */
    public static SslContextBuilder builder(X509Bundle bundle) {
        return SslContextBuilder.forServer(bundle.getKeyPair().getPrivate(), bundle.getCertificatePath());
    }

    /** A client's context that believes one certificate. */
    public static SSLContext believing(X509Bundle bundle) {
        return client(bundle, new KeyManager[0]);
    }

    /** The same, with a certificate of its own. */
    public static SSLContext client(X509Bundle believed, KeyManager... own) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, new TrustManager[] {believed.toTrustManager()}, new SecureRandom());
            return context;
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Connects by TCP; the handshake comes with the first word. */
    public static SSLSocket connect(Gateway gateway, String protocol) throws IOException {
        return over(new Socket(gateway.address().getAddress(), gateway.address().getPort()), CERTIFICATE, protocol);
    }

    /** The same, with a small receive buffer, so that unread data soon waits at the server. */
    public static SSLSocket connectWithSmallBuffer(Gateway gateway, String protocol) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(gateway.address());
        return over(socket, CERTIFICATE, protocol);
    }

    /** TLS over a connection that is there. */
    public static SSLSocket over(Socket socket, X509Bundle believed, String protocol) throws IOException {
        SSLSocket tls = (SSLSocket)
                believing(believed).getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        tls.setEnabledProtocols(new String[] {protocol});
        tls.setSoLinger(true, CLOSE_PATIENCE_SECONDS);
        return tls;
    }
}
