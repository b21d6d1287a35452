package dev.sluice.server.program;

import dev.sluice.server.bootstrap.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.NoSuchElementException;

/** Reads {@code /metrics} as a scraper does. */
final class Metrics {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI uri;

    private Metrics(URI uri) {
        this.uri = uri;
    }

    static Metrics of(RunningServer server) {
        return at("http://127.0.0.1:" + server.management().getPort() + "/metrics");
    }

    static Metrics at(String url) {
        return new Metrics(URI.create(url));
    }

    /** The same for a server in a process of its own. */
    static Metrics at(int port) {
        return new Metrics(URI.create("http://127.0.0.1:" + port + "/metrics"));
    }

    String page() {
        try {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value of one time series, named with its labels as on the page. */
    long value(String series) {
        return (long) page().lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(series));
    }

    void await(String series, long expected) throws InterruptedException {
        Await.until(series + " = " + expected, () -> valueOr(series, 0) == expected);
    }

    private long valueOr(String series, long absent) {
        try {
            return value(series);
        } catch (NoSuchElementException e) {
            return absent;
        }
    }
}
