package dev.sluice.protocol.handshake;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;

import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/**
 * Pages of which origins may open WebSockets (RFC 6455, 10.2). A browser always says where the page is from; who says nothing is no
 * browser, and comes in.
 *
 * @param patterns one of which has to match; none: no page at all
 */
public record AllowedOrigins(List<OriginPattern> patterns) {
    /** All pages. */
    public static final AllowedOrigins ANY = new AllowedOrigins(List.of(OriginPattern.ANY));

    private static final Refuse NOT_ALLOWED = new Refuse(
            FORBIDDEN,
            "pages of this origin are not allowed here: the gateway's configuration lists others in origins");

    /** Copies the list. */
    public AllowedOrigins {
        patterns = List.copyOf(patterns);
    }

    /** The refusal that a request has earned, or empty. */
    public Optional<Refuse> breach(HttpHeaders headers) {
        List<String> origins = headers.getAll(HttpHeaderNames.ORIGIN);
        if (origins.isEmpty()) {
            return Optional.empty();
        }
        if (origins.size() > 1) {
            return Optional.of(new Refuse(BAD_REQUEST, "Origin must come once"));
        }
        return allows(origins.get(0)) ? Optional.empty() : Optional.of(NOT_ALLOWED);
    }

    private boolean allows(String origin) {
        for (OriginPattern pattern : patterns) {
            if (pattern.matches(origin)) {
                return true;
            }
        }
        return false;
    }
}
