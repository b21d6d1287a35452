package dev.sluice.server.bootstrap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Says in one line why a port could not be had and what to do about it. */
final class BindAdvice {
    private static final int LAST_PRIVILEGED_PORT = 1023;
    private static final int LAST_PORT = 65_535;

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
            int other = port + OTHER_PORT <= LAST_PORT ? port + OTHER_PORT : port - OTHER_PORT;
            return "port " + port + " on " + host + " is in use; stop what holds it, or choose another with --set "
                    + key + "=" + written(host, other);
        }
        if (known.contains("permission denied") && port <= LAST_PRIVILEGED_PORT) {
            return "port " + port + " needs privileges; choose one from 1024, such as --set " + key + "="
                    + written(host, 8080);
        }
        if (known.contains("cannot assign")) {
            return host + " is not an address of this machine; choose another with --set " + key + "=127.0.0.1:" + port;
        }
        return "cannot listen on " + written(host, port) + " (" + key + "): " + cause;
    }

    /** As the configuration takes it. */
    private static String written(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
