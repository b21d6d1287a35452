package dev.sluice.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.handshake.AllowedOrigins;
import dev.sluice.protocol.peer.AddressRange;
import dev.sluice.protocol.peer.AddressRanges;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.Tls;
import dev.sluice.transport.caller.CallerRules;
import dev.sluice.transport.caller.ProxyProtocol;
import dev.sluice.transport.tls.TlsPolicy;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A connection that has not become a WebSocket is logged under the name that it is counted under. */
class NotOpenedLogTest {
    private final Logger ours = (Logger) LoggerFactory.getLogger("dev.sluice.transport.websocket.ConnectionLog");
    private final ListAppender<ILoggingEvent> recorder = new ListAppender<>();
    private final Level before = ours.getLevel();

    @BeforeEach
    void record() {
        recorder.start();
        ours.addAppender(recorder);
        ours.setLevel(Level.DEBUG);
        ours.setAdditive(false); // standard error has nothing to gain from it
    }

    @AfterEach
    void stop() {
        ours.setAdditive(true);
        ours.setLevel(before);
        ours.detachAppender(recorder);
    }

    @Test
    void a_client_that_leaves_has_abandoned_it() throws IOException {
        assertThat(lineAfter(Gateways.options(), "GET / HT")).endsWith(" result=abandoned\n");
    }

    @Test
    void a_missing_proxy_header_is_no_client_that_left() throws IOException {
        CallerRules rules = new CallerRules(
                new AllowedOrigins(List.of()),
                ProxyProtocol.REQUIRED,
                new AddressRanges(List.of(AddressRange.of("127.0.0.1"))));
        assertThat(lineAfter(Gateways.options().callers(rules), RawClient.request("/echo")))
                .endsWith(" result=bad-proxy-header\n");
    }

    @Test
    void a_tls_handshake_that_fails_says_why() throws IOException {
        SslContext context = TlsPolicy.build(Tls.builder(Tls.CERTIFICATE));
        assertThat(lineAfter(Gateways.options().tls(() -> context), "\u0016\u0003\u0001\u0000\u0004none"))
                .contains(" result=tls-failed reason=")
                .doesNotContain("reason=null");
    }

    private String lineAfter(GatewayOptions.Builder options, String said) throws IOException {
        try (Gateway gateway = Gateway.start(options.lanes(1).build())) {
            RawClient.connect(gateway).say(said).close();
            Gateways.await("its count", () -> gateway.meters().total(MeterName.HANDSHAKES) == 1);
        }
        assertThat(recorder.list).singleElement().satisfies(event -> assertThat(event.getMessage())
                .isEqualTo("Not opened"));
        return new TextLine().line(recorder.list.get(0));
    }
}
