package dev.sluice.transport.caller;

/** Whether each connection begins with a header of the PROXY protocol, which says whom the balancer calls for. */
public enum ProxyProtocol {
    /** No: such a header is a bad request. */
    OFF,
    /** Yes: a connection without one is closed. */
    REQUIRED
}
