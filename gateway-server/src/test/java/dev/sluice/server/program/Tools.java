package dev.sluice.server.program;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The programs that the tests need and did not bring. A missing one fails the test, in one line that says what to install. */
final class Tools {
    /** Failsafe runs in the module's directory. */
    static final Path NODE_DIRECTORY = Path.of("src/test/node").toAbsolutePath();

    static final Path TARGET = Path.of("target").toAbsolutePath();

    private Tools() {}

    /** Node, with the packages of the lock file. */
    static Path node() {
        if (!Files.isDirectory(NODE_DIRECTORY.resolve("node_modules/ws"))
                || !Files.isDirectory(NODE_DIRECTORY.resolve("node_modules/playwright-core"))) {
            throw new AssertionError(
                    "the Node clients are missing; install them: npm ci --prefix gateway-server/src/test/node");
        }
        return need("apt install nodejs npm", "node");
    }

    static Path chromium() {
        return need("apt install chromium", "chromium", "chromium-browser", "google-chrome");
    }

    static Path promtool() {
        return need("apt install prometheus", "promtool");
    }

    /** The runnable jar, which the package phase has built. */
    static Path jar() {
        Path jar = TARGET.resolve("sluice.jar");
        if (!Files.isRegularFile(jar)) {
            throw new AssertionError("target/sluice.jar is missing; build it: ./mvnw package");
        }
        return jar;
    }

    /** The Java that runs this test. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    static Optional<Path> onPath(String program) {
        return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path need(String installation, String... names) {
        return List.of(names).stream()
                .flatMap(name -> onPath(name).stream())
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError(names[0] + " is not on the PATH; install it, such as " + installation));
    }
}
