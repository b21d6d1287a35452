package dev.sluice.protocol.handshake;

import static io.netty.handler.codec.http.HttpHeaderNames.ALLOW;
import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_KEY;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_VERSION;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;
import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.UPGRADE_REQUIRED;

import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.handshake.UpgradeDecision.Accept;
import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import dev.sluice.protocol.handshake.UpgradeDecision.Refuse.Cause;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Map;

/** Reads a client's opening handshake (RFC 6455, 4.2.1). The request has passed {@link RequestRules} before. */
public final class UpgradeRequest {
    private static final String VERSION = "13";
    private static final String WEBSOCKET = "websocket";

    private UpgradeRequest() {}

    /** Decides on a request to a path that speaks WebSocket. */
    public static UpgradeDecision decide(HttpRequest request, Subprotocols subprotocols, Compression compression) {
        HttpHeaders headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)) {
            return new Refuse(METHOD_NOT_ALLOWED, "a WebSocket opens with GET", Map.of(ALLOW, "GET"));
        }
        if (!HeaderTokens.contains(headers, UPGRADE, WEBSOCKET)
                || !HeaderTokens.contains(headers, CONNECTION, "upgrade")) {
            return upgradeRequired("this path speaks WebSocket: send Upgrade: websocket and Connection: Upgrade");
        }
        List<String> versions = headers.getAll(SEC_WEBSOCKET_VERSION);
        if (versions.size() > 1) {
            return new Refuse(BAD_REQUEST, "Sec-WebSocket-Version must come once");
        }
        if (versions.isEmpty() || !versions.get(0).equals(VERSION)) {
            return upgradeRequired("Sec-WebSocket-Version must be 13");
        }
        List<String> keys = headers.getAll(SEC_WEBSOCKET_KEY);
        if (keys.size() != 1 || !AcceptKey.isWellFormed(keys.get(0))) {
            return new Refuse(BAD_REQUEST, "Sec-WebSocket-Key must come once and be 16 bytes in base64");
        }
        List<String> offered = HeaderTokens.of(headers, SEC_WEBSOCKET_PROTOCOL);
        if (!Subprotocols.areNames(offered)) {
            return new Refuse(BAD_REQUEST, "Sec-WebSocket-Protocol must name subprotocols, each once, as tokens");
        }
        if (subprotocols.refuse(offered)) {
            String reason = "offer one of these subprotocols, or none: " + subprotocols.spoken();
            return new Refuse(BAD_REQUEST, reason, Cause.SUBPROTOCOL);
        }
        return new Accept(
                AcceptKey.of(keys.get(0)), subprotocols.choose(offered), ExtensionOffers.agree(headers, compression));
    }

    private static Refuse upgradeRequired(String reason) {
        return new Refuse(
                UPGRADE_REQUIRED,
                reason,
                Map.of(UPGRADE, WEBSOCKET, CONNECTION, "close, Upgrade", SEC_WEBSOCKET_VERSION, VERSION));
    }
}
