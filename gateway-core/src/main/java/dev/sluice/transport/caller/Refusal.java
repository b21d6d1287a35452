package dev.sluice.transport.caller;

import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;
import static io.netty.handler.codec.http.HttpResponseStatus.TOO_MANY_REQUESTS;

import dev.sluice.metric.Label;
import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import java.util.Map;
import java.util.Optional;

/** Why a caller is not let in, whatever he asks for. */
public enum Refusal {
    /** As many connections are open as may be. */
    FULL,
    /** More are opening than may, or they come faster than they may. */
    BUSY,
    /** The address holds as many connections as it may. */
    ADDRESS_FULL,
    /** A PROXY header is required, and this one is not trusted to send it. */
    UNTRUSTED_PROXY,
    /** A PROXY header is required, and something else came. */
    BAD_PROXY_HEADER;

    private static final String RETRY_AFTER = "Retry-After";
    private static final Refuse FULL_ANSWER =
            new Refuse(SERVICE_UNAVAILABLE, "too many connections; try again", Map.of(RETRY_AFTER, "5"));
    private static final Refuse BUSY_ANSWER =
            new Refuse(SERVICE_UNAVAILABLE, "too many connect at once; try again", Map.of(RETRY_AFTER, "5"));

    /** Longer: it is this client who has to end something first. */
    private static final Refuse ADDRESS_ANSWER =
            new Refuse(TOO_MANY_REQUESTS, "too many connections from your address", Map.of(RETRY_AFTER, "15"));

    /** What every request of the caller gets; empty: nothing, the connection ends at once. */
    public Optional<Refuse> answer() {
        return switch (this) {
            case FULL -> Optional.of(FULL_ANSWER);
            case BUSY -> Optional.of(BUSY_ANSWER);
            case ADDRESS_FULL -> Optional.of(ADDRESS_ANSWER);
            case UNTRUSTED_PROXY, BAD_PROXY_HEADER -> Optional.empty();
        };
    }

    /** How it counts. */
    public Label.Handshake result() {
        return switch (this) {
            case FULL -> Label.Handshake.UNAVAILABLE;
            case BUSY -> Label.Handshake.SHED;
            case ADDRESS_FULL -> Label.Handshake.TOO_MANY;
            case UNTRUSTED_PROXY -> Label.Handshake.UNTRUSTED_PROXY;
            case BAD_PROXY_HEADER -> Label.Handshake.BAD_PROXY_HEADER;
        };
    }
}
