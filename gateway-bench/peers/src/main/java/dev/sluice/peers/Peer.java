package dev.sluice.peers;

/** Starts one of the servers on a port of loopback, until the process is ended. */
public final class Peer {
    private Peer() {}

    /**
     * The program.
     *
     * @param arguments the library, {@code netty}, {@code undertow}, {@code jetty} or {@code vertx}; the port
     */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        switch (arguments[0]) {
            case "netty" -> NettyPeer.start(port);
            case "undertow" -> UndertowPeer.start(port);
            case "jetty" -> JettyPeer.start(port);
            case "vertx" -> VertxPeer.start(port);
            default -> throw new IllegalArgumentException("no peer is called " + arguments[0]);
        }
    }
}
