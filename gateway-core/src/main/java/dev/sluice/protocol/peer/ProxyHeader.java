package dev.sluice.protocol.peer;

import java.net.InetAddress;
import java.util.Optional;

/**
 * What a balancer says of a connection before its first byte (the PROXY protocol, versions 1 and 2).
 *
 * @param source the client; empty where the connection's own address counts, because the balancer itself calls, or somebody without
 *     an address of the internet
 * @param isLocal whether the balancer calls on its own account, such as to see whether we are there
 */
public record ProxyHeader(Optional<InetAddress> source, boolean isLocal) {
    /** The balancer itself. */
    static final ProxyHeader LOCAL = new ProxyHeader(Optional.empty(), true);

    /** A client whose address says nothing to us. */
    static final ProxyHeader UNNAMED = new ProxyHeader(Optional.empty(), false);

    static ProxyHeader from(InetAddress source) {
        return new ProxyHeader(Optional.of(source), false);
    }
}
