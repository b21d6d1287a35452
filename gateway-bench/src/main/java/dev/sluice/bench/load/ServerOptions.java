package dev.sluice.bench.load;

import picocli.CommandLine.Option;

/** The options that say where the load goes, as a mixin. Filled in by the command line. */
final class ServerOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Where the server is; with a path, that one in place of the scenario's (default: ${DEFAULT-VALUE}).")
    private String url = "ws://127.0.0.1:8080";

    @Option(names = "--insecure", description = "Believe any certificate of a wss:// server.")
    private boolean insecure;

    String url() {
        return url;
    }

    /** Throws {@link BadOption} if there is no such place. */
    Target target() {
        return Target.of(url, insecure ? ClientTls.Trust.ANY : ClientTls.Trust.KNOWN);
    }
}
