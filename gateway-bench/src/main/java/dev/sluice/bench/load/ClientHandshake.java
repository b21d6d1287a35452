package dev.sluice.bench.load;

import dev.sluice.protocol.handshake.AcceptKey;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The client's half of the opening handshake (RFC 6455, 4.1).
 *
 * @param key what the server's answer must prove to have read
 * @param subprotocol what is asked for, or empty
 */
record ClientHandshake(String key, String subprotocol) {
    private static final int KEY_BYTES = 16;

    static ClientHandshake asking(String subprotocol, RandomGenerator randomness) {
        byte[] nonce = new byte[KEY_BYTES];
        randomness.nextBytes(nonce);
        return new ClientHandshake(Base64.getEncoder().encodeToString(nonce), subprotocol);
    }

    FullHttpRequest request(String authority, String path) {
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
        request.headers()
                .set(HttpHeaderNames.HOST, authority)
                .set(HttpHeaderNames.UPGRADE, "websocket")
                .set(HttpHeaderNames.CONNECTION, "Upgrade")
                .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key)
                .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        if (!subprotocol.isEmpty()) {
            request.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol);
        }
        return request;
    }

    /** What is wrong with the server's answer; empty if it opens the connection. */
    Optional<String> fault(HttpResponse response) {
        if (response.decoderResult().isFailure()) {
            return Optional.of("handshake answered by something that is not HTTP");
        }
        if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            return Optional.of("handshake answered by HTTP " + response.status());
        }
        if (!AcceptKey.of(key).equals(response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT))) {
            return Optional.of("handshake answered with a wrong Sec-WebSocket-Accept");
        }
        if (response.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)) {
            return Optional.of("handshake answered with an extension that nobody asked for");
        }
        String agreed = response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "");
        return agreed.equals(subprotocol)
                ? Optional.empty()
                : Optional.of("handshake answered with the subprotocol \"" + agreed + "\"");
    }
}
