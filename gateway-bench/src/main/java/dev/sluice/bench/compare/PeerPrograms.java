package dev.sluice.bench.compare;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The peers' programs: built by Maven in {@code gateway-bench/peers} when they are missing or older than their sources; those of
 * Node in a cache directory, by npm, when that is asked for.
 */
final class PeerPrograms {
    private static final String BUN = "bun@1.4.5";
    private static final String WS = "ws@8.23.0";

    private final Path root;
    private final Path module;
    private final PrintWriter err;

    /** @param root of the repository */
    PeerPrograms(Path root, PrintWriter err) {
        this.root = root;
        this.err = err;
        module = root.resolve("gateway-bench/peers");
    }

    /** The JVM peers' class path, built if need be; what keeps it from being built is said, and leads to nothing. */
    Optional<String> classPath() throws IOException, InterruptedException {
        Path jar = module.resolve("target/gateway-peers.jar");
        if (isOutOfDate(jar)) {
            err.println(
                    "compare: building the peers in gateway-bench/peers, which fetches their libraries the first time");
            err.flush();
            Files.createDirectories(module.resolve("target"));
            Path log = module.resolve("target/build.log");
            List<String> build = List.of(
                    "./mvnw",
                    "-q",
                    "-B",
                    "-Dquick",
                    "-Dpeers",
                    "-DskipTests",
                    "-Dmaven.test.skip=true",
                    "-pl",
                    "gateway-bench/peers",
                    "package");
            if (run(build, root, log, Map.of("JAVA_HOME", System.getProperty("java.home"))) != 0) {
                err.println("compare: the build of the peers failed; " + log + " says why");
                return Optional.empty();
            }
        }
        return Optional.of(jar + File.pathSeparator + module.resolve("target/lib") + "/*");
    }

    /** The version of a library on the class path, by its jar's name; empty where it is not there. */
    String version(String artifact) {
        Pattern name = Pattern.compile(Pattern.quote(artifact) + "-(\\d.*)\\.jar");
        try (Stream<Path> jars = Files.list(module.resolve("target/lib"))) {
            return jars.map(jar -> name.matcher(jar.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(match -> " " + match.group(1))
                    .findFirst()
                    .orElse("");
        } catch (IOException notBuilt) {
            return "";
        }
    }

    /** The directory with the Node programs and their packages; empty where npm has not put them there. */
    Optional<Path> node(boolean install) throws IOException, InterruptedException {
        Path cache = cache();
        if (install) {
            Files.createDirectories(cache);
            err.println("compare: npm installs " + WS + " and " + BUN + " in " + cache);
            err.flush();
            List<String> npm = List.of("npm", "install", "--no-audit", "--no-fund", "--loglevel=error", WS, BUN);
            Path log = cache.resolve("npm.log");
            if (run(npm, cache, log, Map.of()) != 0) {
                err.println("compare: npm failed; " + log + " says why");
            }
        }
        if (!Files.isDirectory(cache.resolve("node_modules"))) {
            return Optional.empty();
        }
        for (String program : List.of("ws.mjs", "bun.js")) {
            Files.copy(
                    module.resolve("src/main/node").resolve(program),
                    cache.resolve(program),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return Optional.of(cache);
    }

    /** The version in a Node package's description; empty where it is not installed. */
    static String nodeVersion(Path cache, String name) {
        try {
            String text =
                    Files.readString(cache.resolve("node_modules").resolve(name).resolve("package.json"));
            Matcher version =
                    Pattern.compile("\"version\"\\s*:\\s*\"([^\"]+)\"").matcher(text);
            return version.find() ? " " + version.group(1) : "";
        } catch (IOException notInstalled) {
            return "";
        }
    }

    private static Path cache() {
        String given = System.getenv("XDG_CACHE_HOME");
        Path base =
                given == null || given.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        return base.resolve("sluice").resolve("peers");
    }

    private boolean isOutOfDate(Path jar) throws IOException {
        if (!Files.isRegularFile(jar)) {
            return true;
        }
        FileTime built = Files.getLastModifiedTime(jar);
        List<Path> sources = new ArrayList<>(List.of(module.resolve("pom.xml")));
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
            files.filter(Files::isRegularFile).forEach(sources::add);
        }
        for (Path source : sources) {
            if (Files.getLastModifiedTime(source).compareTo(built) > 0) {
                return true;
            }
        }
        return false;
    }

    private static int run(List<String> command, Path directory, Path log, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return builder.start().waitFor();
        } catch (IOException missing) {
            Files.writeString(log, missing.getMessage() + "\n");
            return -1;
        }
    }
}
