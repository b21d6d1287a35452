package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.Gateway;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.Tls;
import dev.sluice.transport.tls.TicketKeys;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions are resumed by tickets of BoringSSL, on each lane, as long as the key that sealed them is known. */
class TlsResumptionTest {
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_ticket_outlives_one_renewal_of_the_key_and_not_two(String version) throws IOException {
        assumeTrue(OpenSsl.isAvailable(), "BoringSSL runs here");
        SslContext context = Tls.server(Tls.CERTIFICATE, SslProvider.OPENSSL);
        try (Gateway gateway =
                Gateway.start(Gateways.options().lanes(2).tls(() -> context).build())) {
            SSLContext client = Tls.believing(Tls.CERTIFICATE);
            assertThat(resumes(gateway, client, version, context)).isFalse();
            assertThat(resumes(gateway, client, version, context)).isTrue();
            assertThat(resumes(gateway, client, version, context)).isTrue();
            TicketKeys.renew(context);
            assertThat(resumes(gateway, client, version, context)).isTrue();
            TicketKeys.renew(context);
            TicketKeys.renew(context);
            assertThat(resumes(gateway, client, version, context)).isFalse();
        }
    }

    /** Whether the server resumes the client's session. */
    private static boolean resumes(Gateway gateway, SSLContext client, String version, SslContext server)
            throws IOException {
        OpenSslSessionContext sessions = (OpenSslSessionContext) server.sessionContext();
        long before = sessions.stats().ticketKeyResume() + sessions.stats().ticketKeyRenew();
        int port = gateway.address().getPort();
        Socket tcp = new Socket(gateway.address().getAddress(), port);
        SSLSocket tls = (SSLSocket) client.getSocketFactory().createSocket(tcp, "localhost", port, true);
        tls.setEnabledProtocols(new String[] {version});
        try (RawClient opened = RawClient.on(tls).upgrade("/echo")) {
            assertThat(opened.sendText("a").readFrame().text()).isEqualTo("a"); // behind the tickets of TLS 1.3
        }
        return sessions.stats().ticketKeyResume() + sessions.stats().ticketKeyRenew() > before;
    }
}
