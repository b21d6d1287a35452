package dev.sluice.server.program;

import dev.sluice.server.bootstrap.RunningServer;
import dev.sluice.server.bootstrap.Version;
import dev.sluice.server.config.ConfigLoader;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole program in this process, on free ports and else on its defaults. */
final class Servers {
    private Servers() {}

    static RunningServer start() throws Exception {
        List<String> freePorts = List.of("listen=127.0.0.1:0", "management=127.0.0.1:0");
        return RunningServer.start(ConfigLoader.load(Optional.empty(), freePorts, Map.of()), Version.current());
    }
}
