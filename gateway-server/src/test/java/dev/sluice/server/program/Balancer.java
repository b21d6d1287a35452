package dev.sluice.server.program;

import dev.sluice.Gateway;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real HAProxy in front of a gateway of this process, on a port of its own. */
final class Balancer implements AutoCloseable {
    private static final String CONFIGURATION = """
            global
                maxconn 200
                log stdout format raw local0
            defaults
                mode %1$s
                log global
                option log-health-checks
                timeout connect 10s
                timeout client 60s
                timeout server 60s
                timeout tunnel 60s
            frontend public
                bind 127.0.0.1:%2$d
                %3$s
                default_backend gateway
            backend gateway
                server one 127.0.0.1:%4$d %5$s
            """;

    private final Child haproxy;
    private final int port;

    private Balancer(Child haproxy, int port) {
        this.haproxy = haproxy;
        this.port = port;
    }

    /**
     * Starts it and waits until it takes connections.
     *
     * @param directory for its configuration
     * @param mode {@code tcp} or {@code http}
     * @param frontend a line for the frontend, such as {@code option forwardfor}
     * @param server options of the line {@code server}, such as {@code send-proxy}
     */
    static Balancer start(Path directory, Gateway gateway, String mode, String frontend, String server)
            throws Exception {
        int port = freePort();
        String configuration =
                CONFIGURATION.formatted(mode, port, frontend, gateway.address().getPort(), server);
        Path file = Files.writeString(directory.resolve("haproxy.cfg"), configuration);
        Child haproxy = Child.start(directory, List.of(Tools.haproxy(), "-db", "-f", file));
        Await.until("HAProxy listens", () -> {
            if (!haproxy.isRunning()) {
                throw new AssertionError(haproxy);
            }
            return listens(port);
        });
        return new Balancer(haproxy, port);
    }

    URI url(String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    /** Waits for a line of its log that holds this text. */
    String logged(String text) throws InterruptedException {
        return haproxy.lineWith(text);
    }

    @Override
    public void close() throws InterruptedException {
        haproxy.close();
    }

    /** Asked of the kernel, because the gateway would see a connection made to find out. */
    static boolean listens(int port) {
        try {
            return Files.readString(Path.of("/proc/net/tcp")).contains(":%04X 00000000:0000 0A".formatted(port));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
