package dev.sluice.protocol.handshake;

import dev.sluice.protocol.deflate.DeflateParameters;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.Optional;

/** What a request gets: the upgrade, or an HTTP error. */
public sealed interface UpgradeDecision {
    /**
     * 101, and frames from here on.
     *
     * @param acceptKey the value of Sec-WebSocket-Accept
     * @param subprotocol the value of Sec-WebSocket-Protocol, if one was chosen
     * @param deflate what was agreed on permessage-deflate, if anything
     */
    record Accept(String acceptKey, Optional<String> subprotocol, Optional<DeflateParameters> deflate)
            implements UpgradeDecision {}

    /**
     * An error; the connection closes behind it.
     *
     * @param reason one line for the client's developer, sent as the body
     * @param headers what the status demands, such as Allow with 405
     * @param cause what the operator should know beside the status
     */
    record Refuse(HttpResponseStatus status, String reason, Map<CharSequence, String> headers, Cause cause)
            implements UpgradeDecision {
        /** What an operator can mend, where the status does not tell it. */
        public enum Cause {
            /** The status tells it. */
            STATUS,
            /** TLS or the PROXY protocol, on a port that is not set up for it. */
            OTHER_PROTOCOL,
            /** Another version of HTTP, such as that of a proxy on its defaults. */
            HTTP_VERSION,
            /** No common subprotocol: clients that are older or newer than the gateway. */
            SUBPROTOCOL
        }

        /** A refusal whose status says it all. */
        public Refuse(HttpResponseStatus status, String reason, Map<CharSequence, String> headers) {
            this(status, reason, headers, Cause.STATUS);
        }

        /** A refusal without further headers. */
        public Refuse(HttpResponseStatus status, String reason) {
            this(status, reason, Cause.STATUS);
        }

        Refuse(HttpResponseStatus status, String reason, Cause cause) {
            this(status, reason, Map.of(), cause);
        }
    }
}
