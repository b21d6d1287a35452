package dev.sluice.server.api;

import com.sun.net.httpserver.Headers;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Who may use the server API: who shows a key, where there are keys; programs of this machine, where there are none and the port cannot be
 * reached from elsewhere.
 *
 * @param keys of which one is to be shown
 * @param loopback whether the port is reached from this machine alone
 */
record Access(ApiKeys keys, boolean loopback) {
    private static final String SCHEME = "bearer ";

    /** Names that no page can have made for itself: a name of its own that leads here is somebody else's page (DNS rebinding). */
    private static final Pattern THIS_MACHINE =
            Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\])(:[0-9]+)?", Pattern.CASE_INSENSITIVE);

    static Access of(ApiKeys keys, InetSocketAddress address) {
        return new Access(keys, address.getAddress().isLoopbackAddress());
    }

    /** In one word, for the log: {@code keys}, {@code open} to programs of this machine, or {@code closed}. */
    String text() {
        if (!keys.isEmpty()) {
            return "keys";
        }
        return loopback ? "open" : "closed";
    }

    /** Throws {@link Problem} for who may not. */
    void check(Headers headers) {
        if (!keys.isEmpty()) {
            checkKey(headers.getOrDefault("Authorization", List.of()));
        } else if (!loopback) {
            throw new Problem(
                    ProblemCode.FORBIDDEN,
                    "this port can be reached from other machines, and the API has no keys: write api.keys, and send one of them as"
                            + " Authorization: Bearer KEY");
        } else {
            checkPage(headers);
        }
    }

    private void checkKey(List<String> shown) {
        if (shown.size() == 1 && shown.get(0).toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            if (keys.open(shown.get(0).substring(SCHEME.length()).strip())) {
                return;
            }
            throw unauthorized("the key is none of api.keys", ", error=\"invalid_token\"");
        }
        throw unauthorized("send a key of api.keys as Authorization: Bearer KEY", "");
    }

    private static Problem unauthorized(String detail, String error) {
        return new Problem(
                ProblemCode.UNAUTHORIZED, detail, Map.of("WWW-Authenticate", "Bearer realm=\"sluice\"" + error));
    }

    /** A page of any site can have its reader's browser send requests to this machine; what may be done from a page needs a key. */
    private static void checkPage(Headers headers) {
        String host = String.valueOf(headers.getFirst("Host"));
        String origin = headers.getFirst("Origin");
        boolean ours = THIS_MACHINE.matcher(host).matches();
        if (!ours || (origin != null && !origin.equalsIgnoreCase("http://" + host))) {
            throw new Problem(
                    ProblemCode.FORBIDDEN,
                    "without api.keys the API is for programs of this machine, called by localhost or its address, and not for pages of"
                            + " other sites");
        }
    }
}
