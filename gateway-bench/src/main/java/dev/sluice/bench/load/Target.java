package dev.sluice.bench.load;

import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where the load goes.
 *
 * @param host as written in the URL, without brackets
 * @param authority what the Host header says
 * @param path the URL's own path and query, or empty: the scenario's default
 * @param tls what a {@code wss://} URL is spoken to with
 */
record Target(String host, int port, String authority, String path, Optional<SslContext> tls) {
    /** Stands for the room's name in a path. */
    static final String ROOM = "{room}";

    private static final String ENCODED_ROOM = "%7Broom%7D";
    private static final int DEFAULT_PORT = 80;
    private static final int DEFAULT_TLS_PORT = 443;

    /** Reads a {@code ws://} or {@code wss://} URL, whose certificate has to be a good one; throws {@link BadOption} that says what is wrong with it. */
    static Target of(String url) {
        return of(url, ClientTls.Trust.KNOWN);
    }

    /** The same, with whom to believe. */
    static Target of(String url, ClientTls.Trust trust) {
        URI uri;
        try {
            uri = new URI(url.replace(ROOM, ENCODED_ROOM));
        } catch (URISyntaxException e) {
            throw new BadOption("--url " + url + " is not a URL: " + e.getReason());
        }
        boolean secure = "wss".equalsIgnoreCase(uri.getScheme());
        if (!secure && !"ws".equalsIgnoreCase(uri.getScheme())) {
            throw new BadOption("--url " + url + " must begin with ws:// or wss://");
        }
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            throw new BadOption("--url " + url + " must look like ws://host:port or ws://host:port/path");
        }
        String host = uri.getHost().replaceAll("^\\[|\\]$", "");
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? DEFAULT_TLS_PORT : DEFAULT_PORT;
        String path = uri.getRawPath().equals("/") ? "" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String whole = path.isEmpty() && !query.isEmpty() ? "/" + query : path + query;
        Optional<SslContext> tls = secure ? Optional.of(ClientTls.context(trust)) : Optional.empty();
        return new Target(host, port, uri.getRawAuthority(), whole.replace(ENCODED_ROOM, ROOM), tls);
    }

    /** The path of a scenario that would by default use this one. */
    String pathOr(String defaultPath) {
        return path.isEmpty() ? defaultPath : path;
    }

    /** Throws {@link BadOption} if its path would lead all of so many rooms into one. */
    void requireRooms(int rooms) {
        boolean distinct = rooms == 1 || path.isEmpty() || path.contains(ROOM);
        BadOption.unless(distinct, "with several --rooms, the path of --url must hold " + ROOM);
    }

    /** Looks the host up, once for all connections; throws {@link BadOption} if there is no such host. */
    InetSocketAddress resolve() {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new BadOption("cannot connect to " + this + ": no host is called " + host);
        }
        return address;
    }

    @Override
    public String toString() {
        return (tls.isPresent() ? "wss://" : "ws://") + authority + path;
    }
}
