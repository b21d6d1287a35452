package dev.sluice.protocol.handshake;

import static io.netty.handler.codec.http.HttpHeaderNames.ALLOW;
import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;

import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The four forms of a request's target (RFC 9112, 3.2) and the Host beside it. A path is the usual one. An absolute URI is taken if it
 * names the same host, because a request that names two is meant to be understood in two ways. The other two are for servers that do
 * more than this one.
 */
public final class RequestTarget {
    private static final String ANY = "*";

    private RequestTarget() {}

    /** The path and the query of a target that has passed {@link RequestRules}. */
    public static String path(String target) {
        int authority = authorityStart(target);
        if (authority < 0) {
            return target;
        }
        String path = target.substring(authorityEnd(target, authority));
        return path.startsWith("/") ? path : "/" + path;
    }

    static Optional<Refuse> breach(HttpRequest request, String host) {
        if (!Authority.isWellFormed(host)) {
            return Optional.of(RequestRules.bad("Host must be a host's name or address, and a port if it has one"));
        }
        String target = request.uri();
        if (target.indexOf('#') >= 0) {
            return Optional.of(RequestRules.bad("a fragment stays with the client: no # in the request line"));
        }
        if (target.startsWith("/")) {
            return Optional.empty();
        }
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.CONNECT) || (method.equals(HttpMethod.OPTIONS) && target.equals(ANY))) {
            return Optional.of(
                    new Refuse(METHOD_NOT_ALLOWED, "this server only answers GET", Map.of(ALLOW, "GET, HEAD")));
        }
        int authority = authorityStart(target);
        if (authority < 0) {
            return Optional.of(RequestRules.bad("a request line names a path, such as /ws"));
        }
        boolean sameHost =
                target.substring(authority, authorityEnd(target, authority)).equalsIgnoreCase(host);
        return sameHost
                ? Optional.empty()
                : Optional.of(RequestRules.bad("the request line and Host name different hosts"));
    }

    /** Where the authority of an absolute URI begins, or -1 for any other target (RFC 6455, 4.2.1: HTTP or HTTPS). */
    private static int authorityStart(String target) {
        int end = target.indexOf("://");
        if (end < 0) {
            return -1;
        }
        String scheme = target.substring(0, end).toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https") ? end + "://".length() : -1;
    }

    private static int authorityEnd(String target, int start) {
        for (int i = start; i < target.length(); i++) {
            if (target.charAt(i) == '/' || target.charAt(i) == '?') {
                return i;
            }
        }
        return target.length();
    }
}
