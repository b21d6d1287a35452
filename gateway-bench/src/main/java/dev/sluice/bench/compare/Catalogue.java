package dev.sluice.bench.compare;

import dev.sluice.transport.io.IoTransport;
import dev.sluice.transport.io.TransportChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All servers that can take part, by name, and which of them are there. */
final class Catalogue {
    static final List<String> NAMES = List.of(
            "sluice",
            "sluice-io-uring",
            "sluice-epoll",
            "sluice-nio",
            "netty",
            "undertow",
            "jetty",
            "vertx",
            "ws",
            "bun");

    private final Path root;
    private final Path jar;
    private final List<String> flags;
    private final PeerPrograms programs;

    /**
     * @param jar {@code sluice.jar}
     * @param flags this JVM's own, which every JVM gets
     */
    Catalogue(Path root, Path jar, List<String> flags, PeerPrograms programs) {
        this.root = root;
        this.jar = jar;
        this.flags = flags;
        this.programs = programs;
    }

    /** The servers of these names that are there; of all that can be there if no names are given. */
    Map<String, Contender> take(List<String> names, boolean npm) throws IOException, InterruptedException {
        List<String> wanted = names.isEmpty() ? byDefault() : names;
        Map<String, Contender> found = new LinkedHashMap<>();
        Optional<String> classPath =
                wanted.stream().anyMatch(name -> isJvmPeer(name)) ? programs.classPath() : Optional.empty();
        boolean node = wanted.contains("ws") || wanted.contains("bun");
        Optional<Path> cache = node ? programs.node(npm) : Optional.empty();
        for (String name : wanted) {
            Optional<Contender> contender = name.startsWith("sluice")
                    ? Optional.of(sluice(name))
                    : isJvmPeer(name)
                            ? classPath.map(path -> jvmPeer(name, path))
                            : cache.flatMap(path -> nodePeer(name, path));
            contender.ifPresent(each -> found.put(name, each));
        }
        return found;
    }

    private static List<String> byDefault() {
        List<String> names = new ArrayList<>(NAMES);
        names.remove("sluice-io-uring");
        names.remove("sluice-nio");
        if (!best().equals("io_uring")) {
            names.remove("sluice-epoll");
        }
        return names;
    }

    private static String best() {
        return IoTransport.take(TransportChoice.AUTO).name();
    }

    private static boolean isJvmPeer(String name) {
        return List.of("netty", "undertow", "jetty", "vertx").contains(name);
    }

    private Contender sluice(String name) {
        String transport = name.equals("sluice") ? "auto" : name.substring("sluice-".length());
        String shown = transport.equals("auto") ? best() : transport.replace('-', '_');
        return new Contender(name, "Sluice, " + shown, true, root, port -> {
            List<String> command = java(flags);
            command.addAll(List.of("-jar", jar.toString(), "serve", "--set", "listen=127.0.0.1:" + port));
            command.addAll(List.of("--set", "management=127.0.0.1:0", "--set", "transport=" + transport));
            return command;
        });
    }

    private Contender jvmPeer(String name, String classPath) {
        String title =
                switch (name) {
                    case "netty" -> "Netty" + programs.version("netty-codec-http");
                    case "undertow" -> "Undertow" + programs.version("undertow-core");
                    case "jetty" -> "Jetty" + programs.version("jetty-server");
                    default -> "Vert.x" + programs.version("vertx-core");
                };
        return new Contender(name, title.replace(".Final", ""), false, root, port -> {
            List<String> command = java(flags);
            command.addAll(List.of("-cp", classPath, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
            command.addAll(List.of("dev.sluice.peers.Peer", name, Integer.toString(port)));
            return command;
        });
    }

    private static Optional<Contender> nodePeer(String name, Path cache) {
        String version = PeerPrograms.nodeVersion(cache, name);
        if (version.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                name.equals("ws")
                        ? new Contender(
                                name, "ws" + version + " (Node)", false, cache, port -> List.of("node", "ws.mjs"))
                        : new Contender(
                                name,
                                "uWebSockets (Bun" + version + ")",
                                false,
                                cache,
                                port -> List.of("node_modules/.bin/bun", "bun.js")));
    }

    private static List<String> java(List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        return command;
    }
}
