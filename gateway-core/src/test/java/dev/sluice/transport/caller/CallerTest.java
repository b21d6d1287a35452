package dev.sluice.transport.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.limit.Limits;
import dev.sluice.protocol.handshake.AllowedOrigins;
import dev.sluice.protocol.peer.AddressRange;
import dev.sluice.protocol.peer.AddressRanges;
import dev.sluice.protocol.peer.ProxyHeader;
import dev.sluice.protocol.peer.ProxyHeaderParser;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever happens to callers, in whatever order, the counts stay within their limits and come back to nothing. */
class CallerTest {
    private static final AddressRanges PROXIES = new AddressRanges(List.of(AddressRange.of("10.0.0.0/8")));

    private long nowNanos;

    @Property(edgeCases = EdgeCasesMode.NONE)
    void what_is_taken_is_given_back_once(
            @ForAll @Size(max = 80) List<@IntRange(max = 1_000_000) Integer> steps, @ForAll ProxyProtocol protocol)
            throws Exception {
        Limits limits = Limits.builder()
                .connections(6)
                .connectionsPerIp(2)
                .concurrentHandshakes(4)
                .handshakesPerSecond(8)
                .build();
        Admission admission =
                new Admission(new CallerRules(AllowedOrigins.ANY, protocol, PROXIES), limits, 0, nowNanos);
        boolean direct = protocol == ProxyProtocol.OFF; // others would only fill the log
        ChannelFuture closed = new EmbeddedChannel().newSucceededFuture();
        List<Caller> callers = new ArrayList<>();
        for (int step : steps) {
            nowNanos += 20_000_000;
            int which = step / 100;
            if (callers.isEmpty() || step % 4 == 0) {
                Caller caller =
                        new Caller(admission, address(direct && which % 3 == 0 ? "203.0.113." : "10.0.0.", which % 4));
                caller.arrive(nowNanos);
                callers.add(caller);
            } else {
                Caller caller = callers.get(which % callers.size());
                switch (step % 7) {
                    case 0 -> caller.onProxyHeader(header("203.0.113." + which % 5));
                    case 1 -> caller.onProxyHeader(header("10.0.0." + which % 5));
                    case 2 -> caller.onBadProxyHeader();
                    case 3 -> caller.onRequest(from("203.0.113." + which % 5));
                    case 4 -> caller.onRequest(from("10.0.0." + which % 5 + ", nonsense"));
                    case 5 -> caller.onAnswered();
                    default -> caller.operationComplete(closed);
                }
            }
            assertThat(admission.open().open()).isBetween(0, 6);
            assertThat(admission.opening().open())
                    .isBetween(0, Math.min(4, admission.open().open()));
            assertThat(admission.refused().open()).isBetween(0, Admission.mostRefused(6));
            assertThat(admission.addresses().addresses())
                    .isBetween(0, admission.open().open());
        }
        for (Caller caller : callers) {
            caller.operationComplete(closed);
        }
        assertThat(admission.open().open()).isZero();
        assertThat(admission.opening().open()).isZero();
        assertThat(admission.refused().open()).isZero();
        assertThat(admission.addresses().addresses()).isZero();
    }

    private static ProxyHeader header(String client) throws Exception {
        String line = "PROXY TCP4 " + client + " 10.0.0.1 1 2\r\n";
        return ProxyHeaderParser.read(Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII))
                .orElseThrow();
    }

    private static HttpHeaders from(String forwardedFor) {
        return new DefaultHttpHeaders().add("X-Forwarded-For", forwardedFor);
    }

    private static InetAddress address(String network, int host) throws UnknownHostException {
        return InetAddress.getByName(network + host);
    }
}
