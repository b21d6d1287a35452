package dev.sluice.server.admin;

/** The bounds of the JDK's HTTP server, which it reads from system properties when it is first used. */
final class JdkServerLimits {
    private JdkServerLimits() {}

    /** Sets those that nobody has set on the command line. */
    static void apply() {
        setDefault("sun.net.httpserver.maxReqTime", "10"); // seconds for a request to come
        setDefault("sun.net.httpserver.maxRspTime", "30"); // seconds for an answer to be taken
        setDefault("sun.net.httpserver.maxReqHeaders", "100");
        setDefault("jdk.httpserver.maxConnections", "256");
        setDefault("sun.net.httpserver.nodelay", "true");
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
