package dev.sluice.server.program;

import dev.sluice.server.bootstrap.RunningServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rooms with a memory, over npm's ws; the steps are in {@code memory.mjs}. */
class NodeMemoryIT {
    private static RunningServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        String rules = "namespaces: [{ name: memory, history: { messages: 100 }, presence: true, arrivals: true },"
                + " { name: live, slow-consumer: skip-to-live }]";
        server = Servers.start(Files.writeString(directory.resolve("sluice.yaml"), rules));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a publish with a key is taken once",
                "a history is read in both directions",
                "a killed socket misses nothing",
                "members are listed page by page and told of each other",
                "a slow reader is told what it lost"
            })
    void a_client_of_node_finds(String scenario) throws Exception {
        NodeScripts.run("memory.mjs", scenario, Servers.socketUrl(server, "/ws"));
    }
}
