package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One load of a configuration, and its sources; the file's name in problems is cut down to {@code sluice.yaml}. */
record Loading(Optional<Path> file, List<String> settings, Map<String, String> environment) {

    static Loading nothing() {
        return new Loading(Optional.empty(), List.of(), Map.of());
    }

    static Loading yaml(Path directory, String text) {
        try {
            return nothing().file(Files.writeString(directory.resolve("sluice.yaml"), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Loading file(Path path) {
        return new Loading(Optional.of(path), settings, environment);
    }

    Loading set(String... keysAndValues) {
        return new Loading(file, List.of(keysAndValues), environment);
    }

    Loading variables(Map<String, String> variables) {
        return new Loading(file, settings, variables);
    }

    ServerConfig config() throws ConfigException {
        return ConfigLoader.load(file, settings, environment);
    }

    List<String> problems() {
        ConfigException refused = catchThrowableOfType(ConfigException.class, this::config);
        assertThat(refused).as("the configuration was accepted").isNotNull();
        assertThat(refused.problems()).isNotEmpty().noneMatch(line -> line.contains("\n"));
        assertThat(refused).hasMessage(String.join("\n", refused.problems()));
        String directory = file.map(path -> path.getParent() + "/").orElse("");
        return refused.problems().stream()
                .map(line -> line.replace(directory, ""))
                .toList();
    }
}
