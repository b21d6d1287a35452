package dev.sluice.protocol.handshake;

import static io.netty.handler.codec.http.HttpHeaderNames.AUTHORIZATION;
import static io.netty.handler.codec.http.HttpHeaderNames.RETRY_AFTER;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL;
import static io.netty.handler.codec.http.HttpHeaderNames.WWW_AUTHENTICATE;
import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;
import static io.netty.handler.codec.http.HttpResponseStatus.TOO_MANY_REQUESTS;
import static io.netty.handler.codec.http.HttpResponseStatus.UNAUTHORIZED;

import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The token that a request brings: as {@code Authorization: Bearer} (RFC 6750, 2.1); as an offer {@code sluice.token.…} among the
 * subprotocols, for browsers, which can send nothing else; or in the query, where that is asked for.
 */
public final class RequestToken {
    /** A request without a token, where none can come later. */
    public static final Refuse MISSING = new Refuse(
            UNAUTHORIZED,
            "a token is needed: Authorization: Bearer, or a subprotocol sluice.token.TOKEN",
            Map.of(WWW_AUTHENTICATE, "Bearer"));

    /** RFC 6750, 2: one way, once. */
    public static final Refuse SEVERAL = new Refuse(BAD_REQUEST, "a request brings one token, in one place");

    /** The user has as many sessions as he may: one that has just ended may still be counted. */
    public static final Refuse TOO_MANY_SESSIONS = new Refuse(
            TOO_MANY_REQUESTS, "this user has as many sessions as may be; close one first", Map.of(RETRY_AFTER, "15"));

    private static final String BEARER = "bearer";

    private RequestToken() {}

    /** The answer to a token that is not taken, and what is wrong with it. */
    public static Refuse rejected(String what) {
        return new Refuse(UNAUTHORIZED, what, Map.of(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
    }

    /** The answer to a token that can not be looked at now. */
    public static Refuse unavailable(String what) {
        return new Refuse(SERVICE_UNAVAILABLE, what + "; try again", Map.of(RETRY_AFTER, "5"));
    }

    /** All tokens of a request, empty ones too. */
    public static List<String> allIn(HttpRequest request, Optional<String> queryParameter) {
        List<String> tokens = new ArrayList<>();
        for (String value : request.headers().getAll(AUTHORIZATION)) {
            bearerIn(value).ifPresent(tokens::add);
        }
        for (String offer : HeaderTokens.of(request.headers(), SEC_WEBSOCKET_PROTOCOL)) {
            if (offer.startsWith(Subprotocols.TOKEN)) {
                tokens.add(offer.substring(Subprotocols.TOKEN.length()));
            }
        }
        queryParameter.ifPresent(name -> addFromQuery(request.uri(), name, tokens));
        return tokens;
    }

    /** Other schemes are for others: a proxy in front may have its own. */
    private static Optional<String> bearerIn(String value) {
        String trimmed = value.strip();
        if (!trimmed.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        String rest = trimmed.substring(BEARER.length());
        return rest.isEmpty() || rest.charAt(0) == ' ' || rest.charAt(0) == '\t'
                ? Optional.of(rest.strip())
                : Optional.empty();
    }

    private static void addFromQuery(String target, String name, List<String> tokens) {
        int query = target.indexOf('?');
        if (query < 0) {
            return;
        }
        for (String pair : target.substring(query + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals == name.length() && pair.startsWith(name)) {
                tokens.add(decoded(pair.substring(equals + 1)));
            }
        }
    }

    /** Percent-decoded; what can not be is left as it is, which no token is. */
    private static String decoded(String text) {
        try {
            return QueryStringDecoder.decodeComponent(text);
        } catch (IllegalArgumentException broken) {
            return text;
        }
    }
}
