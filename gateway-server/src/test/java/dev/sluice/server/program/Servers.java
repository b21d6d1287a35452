package dev.sluice.server.program;

import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.server.bootstrap.Version;
import dev.sluice.server.config.ConfigException;
import dev.sluice.server.config.ConfigLoader;
import dev.sluice.server.config.ServerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole program in this process, on free ports and else on its defaults. */
final class Servers {
    private Servers() {}

    /** @param settings {@code KEY=VALUE} each, on top of the defaults */
    static RunningServer start(String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of("listen=127.0.0.1:0", "management=127.0.0.1:0"));
        all.addAll(List.of(settings));
        return RunningServer.start(ConfigLoader.load(Optional.empty(), all, Map.of()), Version.current());
    }

    /** The same with a file of settings. */
    static RunningServer start(Path file) throws Exception {
        List<String> ports = List.of("listen=127.0.0.1:0", "management=127.0.0.1:0");
        return RunningServer.start(ConfigLoader.load(Optional.of(file), ports, Map.of()), Version.current());
    }

    /** A configuration that a server may read anew. */
    static ServerConfig defaults() throws ConfigException {
        return ConfigLoader.load(Optional.empty(), List.of(), Map.of());
    }

    /** The address of a path on the public port: {@code ws://127.0.0.1:PORT/echo}. */
    static String socketUrl(RunningServer server, String path) {
        return "ws://127.0.0.1:" + server.gateway().address().getPort() + path;
    }

    /** The address of a page on the public port. */
    static String pageUrl(RunningServer server, String path) {
        return "http://127.0.0.1:" + server.gateway().address().getPort() + path;
    }
}
