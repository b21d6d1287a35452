package dev.sluice.server.config;

/** Where a configuration is read from, again and again. */
@FunctionalInterface
public interface ConfigSource {
    /** The configuration as it is written now; throws with every problem in it. */
    ServerConfig load() throws ConfigException;
}
