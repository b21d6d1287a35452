package dev.sluice.server.admin;

import dev.sluice.transport.io.OpenFiles;

/** The bounds of the JDK's HTTP server, which it reads from system properties when it is first used. */
final class JdkServerLimits {
    /** Open at the same time, as many as there are files for; more are closed as they come. */
    static final int MOST_CONNECTIONS = OpenFiles.forManagement();

    private JdkServerLimits() {}

    /** Sets them; without effect once the server has been used. */
    static void apply() {
        System.setProperty("sun.net.httpserver.maxReqTime", "10"); // seconds for a request to come
        System.setProperty("sun.net.httpserver.maxRspTime", "30"); // seconds for an answer to be taken
        System.setProperty("sun.net.httpserver.maxReqHeaders", "100");
        System.setProperty("jdk.httpserver.maxConnections", String.valueOf(MOST_CONNECTIONS));
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }
}
