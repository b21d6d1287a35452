package dev.sluice.protocol.handshake;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;
import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_URI_TOO_LONG;

import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Optional;

/** What every request on the public port must keep, whatever its path. */
public final class RequestRules {
    /** Bytes of a request line. */
    public static final int MOST_LINE_BYTES = 4096;

    /** Bytes of all headers together. */
    public static final int MOST_HEADER_BYTES = 8192;

    /** Bytes of a request that may have come without the rest. */
    public static final int MOST_BYTES = MOST_LINE_BYTES + MOST_HEADER_BYTES;

    private static final int MOST_HEADERS = 100;

    private RequestRules() {}

    /** The refusal that a request has earned, or empty. */
    public static Optional<Refuse> breach(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(notDecoded(request.decoderResult().cause()));
        }
        HttpVersion version = request.protocolVersion();
        if (version.equals(HttpVersion.HTTP_1_0)) {
            return refuse("HTTP/1.1 is needed");
        }
        if (!version.equals(HttpVersion.HTTP_1_1)) {
            return Optional.of(new Refuse(HTTP_VERSION_NOT_SUPPORTED, "HTTP/1.1 is needed"));
        }
        HttpHeaders headers = request.headers();
        if (headers.size() > MOST_HEADERS) {
            return Optional.of(new Refuse(REQUEST_HEADER_FIELDS_TOO_LARGE, "more than 100 headers"));
        }
        if (headers.getAll(HOST).size() != 1) {
            return refuse("Host must come once");
        }
        List<String> lengths = headers.getAll(CONTENT_LENGTH);
        if (headers.contains(TRANSFER_ENCODING) || !lengths.stream().allMatch("0"::equals)) {
            return refuse("a request here has no body");
        }
        return Optional.empty();
    }

    private static Refuse notDecoded(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Refuse(REQUEST_URI_TOO_LONG, "request line over " + MOST_LINE_BYTES + " bytes");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Refuse(REQUEST_HEADER_FIELDS_TOO_LARGE, "headers over " + MOST_HEADER_BYTES + " bytes");
        }
        return new Refuse(BAD_REQUEST, "not an HTTP request");
    }

    private static Optional<Refuse> refuse(String reason) {
        return Optional.of(new Refuse(BAD_REQUEST, reason));
    }
}
