package dev.sluice.protocol.handshake;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;
import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_URI_TOO_LONG;

import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import dev.sluice.protocol.handshake.UpgradeDecision.Refuse.Cause;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Optional;

/**
 * What every request on the public port must keep, whatever its path: its bytes, which {@link RequestHeadScanner} holds to these
 * rules, and what they say.
 */
public final class RequestRules {
    /** Bytes of a request line, without its end. */
    public static final int MOST_LINE_BYTES = 4096;

    /** Bytes of all headers together, without the ends of their lines. */
    public static final int MOST_HEADER_BYTES = 8192;

    /** Bytes of a request that may have come without the rest. */
    public static final int MOST_BYTES = MOST_LINE_BYTES + MOST_HEADER_BYTES;

    /** A browser sends about twenty, a chain of proxies as many again. */
    static final int MOST_HEADERS = 100;

    static final Refuse NOT_HTTP = bad("not an HTTP request");
    static final Refuse REQUEST_LINE =
            bad("a request line is a method, a target and HTTP/1.1, with one space between them, in printable ASCII");
    static final Refuse LINE_END = bad("lines end with CR LF, both, and have neither elsewhere");
    static final Refuse FOLDED = bad("a header is one line: none starts with white space");
    static final Refuse HEADER_NAME = bad("a header starts with its name, a token, and a colon right behind it");
    static final Refuse HEADER_VALUE = bad("a header's value has no control characters");
    static final Refuse LINE_TOO_LONG =
            new Refuse(REQUEST_URI_TOO_LONG, "request line over " + MOST_LINE_BYTES + " bytes");
    static final Refuse HEADERS_TOO_LONG =
            new Refuse(REQUEST_HEADER_FIELDS_TOO_LARGE, "headers over " + MOST_HEADER_BYTES + " bytes");
    static final Refuse TOO_MANY_HEADERS =
            new Refuse(REQUEST_HEADER_FIELDS_TOO_LARGE, "more than " + MOST_HEADERS + " headers");
    static final Refuse TLS =
            new Refuse(BAD_REQUEST, "this port speaks plain HTTP: use http:// or ws://, not TLS", Cause.OTHER_PROTOCOL);
    static final Refuse PROXY_PROTOCOL = new Refuse(
            BAD_REQUEST, "the PROXY protocol is off on this port: the proxy must not send it", Cause.OTHER_PROTOCOL);

    private static final String NEEDED = "HTTP/1.1 is needed";

    private RequestRules() {}

    /** The refusal that a request has earned, or empty. */
    public static Optional<Refuse> breach(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(notDecoded(request.decoderResult().cause()));
        }
        HttpVersion version = request.protocolVersion();
        if (version.equals(HttpVersion.HTTP_1_0)) {
            return Optional.of(new Refuse(BAD_REQUEST, NEEDED, Cause.HTTP_VERSION));
        }
        if (!version.equals(HttpVersion.HTTP_1_1)) {
            return Optional.of(new Refuse(HTTP_VERSION_NOT_SUPPORTED, NEEDED, Cause.HTTP_VERSION));
        }
        HttpHeaders headers = request.headers();
        List<String> hosts = headers.getAll(HOST);
        if (hosts.size() != 1) {
            return Optional.of(bad("Host must come once"));
        }
        List<String> lengths = headers.getAll(CONTENT_LENGTH);
        if (headers.contains(TRANSFER_ENCODING)
                || !(lengths.isEmpty() || lengths.stream().allMatch("0"::equals))) {
            return Optional.of(bad("a request here has no body"));
        }
        return RequestTarget.breach(request, hosts.get(0));
    }

    private static Refuse notDecoded(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return LINE_TOO_LONG;
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return HEADERS_TOO_LONG;
        }
        return NOT_HTTP;
    }

    static Refuse bad(String reason) {
        return new Refuse(BAD_REQUEST, reason);
    }
}
