package dev.sluice.server.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of rules that {@code deploy/prometheus/prometheus.yml} names. */
final class Rules {
    private static final Path DIRECTORY =
            Path.of("../deploy/prometheus").toAbsolutePath().normalize();

    private Rules() {}

    static List<Path> files() throws IOException {
        JsonNode configuration =
                new YAMLMapper().readTree(DIRECTORY.resolve("prometheus.yml").toFile());
        List<Path> files = new ArrayList<>();
        configuration.get("rule_files").forEach(name -> files.add(DIRECTORY.resolve(name.asText())));
        return files;
    }
}
