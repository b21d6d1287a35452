package dev.sluice.bench.compare;

/** What is measured of a server; the key in {@code results.json}, and the words of the report. */
enum Metric {
    RATE("per_second", "a second"),
    CPU("server_cpu_us", "server CPU, µs each"),
    SERVER_CORES("server_cores", "server, cores busy"),
    CLIENT_CORES("client_cores", "client, cores busy"),
    P50("p50_us", "p50, µs"),
    P90("p90_us", "p90, µs"),
    P99("p99_us", "p99, µs"),
    P999("p999_us", "p99.9, µs"),
    RSS("server_rss_bytes", "resident memory, bytes"),
    RSS_EACH("server_rss_bytes_per_connection", "resident bytes a connection");

    private final String key;
    private final String label;

    Metric(String key, String label) {
        this.key = key;
        this.label = label;
    }

    String key() {
        return key;
    }

    String label() {
        return label;
    }
}
