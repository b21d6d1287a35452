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
     */
    record Refuse(HttpResponseStatus status, String reason, Map<CharSequence, String> headers)
            implements UpgradeDecision {
        /** A refusal without further headers. */
        public Refuse(HttpResponseStatus status, String reason) {
            this(status, reason, Map.of());
        }
    }
}
