package dev.sluice.server.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts a configuration together from all of its sources, and tells every problem at once. */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * The configuration; {@code --set} over the environment over the file over the defaults. Looks up host names, so it may block.
     *
     * @param file a YAML file, UTF-8; may be empty
     * @param settings {@code KEY=VALUE} each; of several for one key the last counts
     * @param environment variables; those that do not begin with {@code SLUICE_} are ignored
     * @throws ConfigException with every problem that was found, the file's first, in the order of its lines
     */
    public static ServerConfig load(Optional<Path> file, List<String> settings, Map<String, String> environment)
            throws ConfigException {
        Written written = new Written();
        // The weakest first.
        if (file.isPresent()) {
            YamlFile.read(file.get(), written);
        }
        Overrides.readEnvironment(environment, written);
        Overrides.readSettings(settings, written);
        CrossChecks.run(written);
        if (!written.problems().isEmpty()) {
            throw new ConfigException(written.problems());
        }
        return written.toConfig();
    }

    /** The environment variables of this process that begin with {@code SLUICE_}. */
    public static Map<String, String> environment() {
        Map<String, String> ours = new HashMap<>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith(Setting.VARIABLE_PREFIX)) {
                ours.put(name, value);
            }
        });
        return Map.copyOf(ours);
    }

    /** Every setting, one line each: key, default, what to write, and what it does. */
    public static List<String> reference() {
        return Settings.ALL.stream().map(ConfigLoader::line).toList();
    }

    private static String line(Setting<?> setting) {
        return setting.key() + ": " + setting.writtenFallback() + "  # " + setting.doc() + " ("
                + setting.type().expected() + ")";
    }
}
