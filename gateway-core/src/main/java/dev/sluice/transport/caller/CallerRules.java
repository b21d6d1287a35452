package dev.sluice.transport.caller;

import dev.sluice.protocol.handshake.AllowedOrigins;
import dev.sluice.protocol.peer.AddressRanges;

/**
 * Who may call, and who is believed when he says for whom he calls.
 *
 * @param origins pages that may open WebSockets
 * @param proxyProtocol whether each connection begins with a PROXY header
 * @param trustedProxies whose PROXY header and whose X-Forwarded-For count
 */
public record CallerRules(AllowedOrigins origins, ProxyProtocol proxyProtocol, AddressRanges trustedProxies) {
    /** Every page; nobody calls for others. */
    public static final CallerRules OPEN = new CallerRules(AllowedOrigins.ANY, ProxyProtocol.OFF, AddressRanges.NONE);

    /** Throws {@link IllegalArgumentException} where a PROXY header is required and nobody is trusted to send one. */
    public CallerRules {
        if (proxyProtocol == ProxyProtocol.REQUIRED && trustedProxies.isEmpty()) {
            throw new IllegalArgumentException("a PROXY header is required, and nobody is trusted to send one");
        }
    }
}
