package dev.sluice.server.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The chart of {@code deploy/helm}, rendered by the real Helm.
 *
 * @param manifests what it makes
 */
record Chart(List<JsonNode> manifests) {
    static final Path DIRECTORY =
            Path.of("../deploy/helm/sluice").toAbsolutePath().normalize();

    /** Renders it with values of a file's text; fails with what Helm says. */
    static Chart render(Path directory, String values) throws Exception {
        try (Child helm = helm(directory, values)) {
            int code = helm.exitCode();
            assertZero(code, helm);
            return new Chart(parse(String.join("\n", helm.out())));
        }
    }

    /** Runs Helm, which may refuse. */
    static Child helm(Path directory, String values) throws IOException {
        Path file = Files.writeString(directory.resolve("values.yaml"), values);
        List<?> command =
                List.of(Tools.helm(), "template", "gateway", DIRECTORY, "--kube-version", "1.31.0", "--values", file);
        return Child.start(directory, command);
    }

    /** The only manifest of this kind whose name ends so. */
    JsonNode only(String kind, String nameEnd) {
        List<JsonNode> found = manifests.stream()
                .filter(manifest -> manifest.get("kind").asText().equals(kind))
                .filter(manifest -> manifest.at("/metadata/name").asText().endsWith(nameEnd))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + kind + " " + nameEnd + " in " + kinds());
        }
        return found.get(0);
    }

    List<String> kinds() {
        return manifests.stream().map(manifest -> manifest.get("kind").asText()).toList();
    }

    private static List<JsonNode> parse(String text) throws IOException {
        List<JsonNode> manifests = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                new YAMLMapper().readerFor(JsonNode.class).readValues(text)) {
            documents.forEachRemaining(document -> {
                if (document.isObject()) {
                    manifests.add(document);
                }
            });
        }
        return manifests;
    }

    private static void assertZero(int code, Child helm) {
        if (code != 0) {
            throw new AssertionError(helm);
        }
    }
}
