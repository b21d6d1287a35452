package dev.sluice.server.bootstrap;

import dev.sluice.GatewayOptions;
import dev.sluice.transport.http.WebPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The page to try things with: fixed files from the jar. */
final class Playground {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String SVG = "image/svg+xml";

    private static final Map<String, String> TYPES = Map.of(
            "index.html", HTML,
            "playground.css", CSS,
            "playground.js", SCRIPT,
            "connection.js", SCRIPT,
            "room.js", SCRIPT,
            "envelope.js", SCRIPT,
            "members.js", SCRIPT,
            "feed.js", SCRIPT,
            "latency.js", SCRIPT,
            "favicon.svg", SVG);

    private Playground() {}

    /** Adds each file at its name, and the page itself at {@code /}. */
    static void addTo(GatewayOptions.Builder options) {
        TYPES.forEach((name, type) -> {
            String path = name.equals("index.html") ? "/" : "/" + name;
            options.page(path, new WebPage(type, read(name)));
        });
    }

    private static byte[] read(String name) {
        try (InputStream in = Playground.class.getResourceAsStream("/playground/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks playground/" + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the jar cannot be read", e);
        }
    }
}
