package dev.sluice.server.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * What is running.
 *
 * @param version of the release; {@code development} outside a jar
 * @param commit that it was built from; {@code unknown} outside a jar
 * @param jdk the version of the Java runtime
 */
public record Version(String version, String commit, String jdk) {
    /** Reads the manifest of the jar that this class lies in. */
    public static Version current() {
        Attributes manifest = manifest();
        return new Version(
                Optional.ofNullable(manifest.getValue("Implementation-Version")).orElse("development"),
                Optional.ofNullable(manifest.getValue("Implementation-Commit")).orElse("unknown"),
                Runtime.version().toString());
    }

    /** As labels of a metric. */
    Map<String, String> labels(String transport) {
        return Map.of("version", version, "commit", commit, "jdk", jdk, "transport", transport);
    }

    private static Attributes manifest() {
        String self = Version.class.getResource("Version.class").toString();
        if (!self.startsWith("jar:")) {
            return new Attributes();
        }
        String jar = self.substring(0, self.lastIndexOf('!') + 1);
        try (InputStream in = URI.create(jar + "/META-INF/MANIFEST.MF").toURL().openStream()) {
            return new Manifest(in).getMainAttributes();
        } catch (IOException e) {
            return new Attributes(); // a jar without a manifest is not ours; it runs all the same
        }
    }
}
