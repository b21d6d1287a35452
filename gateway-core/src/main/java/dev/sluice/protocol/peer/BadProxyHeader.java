package dev.sluice.protocol.peer;

/** The first bytes of a connection are no PROXY header. Stackless: it is the peer's fault, and may come often. */
public final class BadProxyHeader extends Exception {
    private static final long serialVersionUID = 1L;

    BadProxyHeader(String reason) {
        super(reason, null, false, false);
    }
}
