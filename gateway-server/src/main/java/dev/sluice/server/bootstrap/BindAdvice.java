package dev.sluice.server.bootstrap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Says in one line why a port could not be had and what to do about it. */
final class BindAdvice {
    private static final int LAST_PRIVILEGED_PORT = 1023;

    /** Past the neighbouring ports, which are often ours as well. */
    private static final int OTHER_PORT = 10;

    private BindAdvice() {}

    /**
     * @param key of the configuration that holds the address
     */
    static String of(String key, InetSocketAddress address, IOException failure) {
        String host = address.getHostString();
        int port = address.getPort();
        String cause = String.valueOf(failure.getMessage());
        String known = cause.toLowerCase(Locale.ROOT);
        if (known.contains("in use")) {
            return "port " + port + " on " + host + " is in use; stop what holds it, or choose another with --set "
                    + key + "=" + host + ":" + (port + OTHER_PORT);
        }
        if (known.contains("permission denied") && port <= LAST_PRIVILEGED_PORT) {
            return "port " + port + " needs privileges; choose one from 1024, such as --set " + key + "=" + host
                    + ":8080";
        }
        if (known.contains("cannot assign")) {
            return host + " is not an address of this machine; choose another with --set " + key + "=127.0.0.1:" + port;
        }
        return "cannot listen on " + host + ":" + port + " (" + key + "): " + cause;
    }
}
