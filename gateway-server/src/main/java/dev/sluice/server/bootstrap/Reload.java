package dev.sluice.server.bootstrap;

import dev.sluice.namespace.Namespaces;
import dev.sluice.server.config.ConfigException;
import dev.sluice.server.config.ConfigSource;
import dev.sluice.server.config.ServerConfig;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again while the server runs, and takes over what can be changed then: the namespaces. One with a problem in it
 * changes nothing. Any thread.
 */
final class Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    /** What is taken over; all other keys hold from the next start. */
    private static final Set<String> TAKEN = Set.of("namespaces", "closed");

    private final ConfigSource source;
    private final ServerConfig started;
    private final Consumer<Namespaces> namespaces;
    private final AtomicLong reloads = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean upToDate = true;

    /**
     * @param started what the server runs on
     * @param namespaces takes them over
     */
    Reload(ConfigSource source, ServerConfig started, Consumer<Namespaces> namespaces) {
        this.source = source;
        this.started = started;
        this.namespaces = namespaces;
    }

    /** How often a configuration was taken. */
    long reloads() {
        return reloads.get();
    }

    /** How often one could not be used. */
    long failures() {
        return failures.get();
    }

    /** False from when a configuration could not be used until one can. */
    boolean isUpToDate() {
        return upToDate;
    }

    synchronized void run() {
        try {
            ServerConfig next = source.load();
            namespaces.accept(next.namespaces());
            upToDate = true;
            reloads.incrementAndGet();
            LOG.atInfo()
                    .addKeyValue(
                            "namespaces", String.join(",", next.namespaces().names()))
                    .log("The namespaces are read anew and hold from now on; nobody is closed for it");
            warnOfOthers(next);
        } catch (ConfigException e) {
            upToDate = false;
            failures.incrementAndGet();
            for (String problem : e.problems()) {
                LOG.atError()
                        .addKeyValue("problem", problem)
                        .log("The configuration cannot be used, the namespaces stay as they are");
            }
        }
    }

    private void warnOfOthers(ServerConfig next) {
        Set<String> keys = new TreeSet<>(started.changes().keySet());
        keys.addAll(next.changes().keySet());
        keys.removeIf(key -> TAKEN.contains(key) || isSame(key, started.changes(), next.changes()));
        if (!keys.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("keys", String.join(",", keys))
                    .log("These keys have changed, too, and hold from the next start");
        }
    }

    private static boolean isSame(String key, Map<String, String> one, Map<String, String> other) {
        return Objects.equals(one.get(key), other.get(key));
    }
}
