package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What an operator unpacks: the archive of {@code -Drelease.archive=FILE}, or else its launcher and jar as they lie in it. */
final class Release {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String ARCHIVE = System.getProperty("release.archive", "");

    private Release() {}

    static boolean isGiven() {
        return !ARCHIVE.isEmpty();
    }

    /** Unpacks it into a folder; returns where its launcher lies. */
    static Path unpack(Path directory) throws Exception {
        return isGiven() ? extract(directory) : lay(directory);
    }

    private static Path extract(Path directory) throws Exception {
        try (Child tar = Child.start(directory, List.of("tar", "xzf", ROOT.resolve(ARCHIVE)))) {
            assertThat(tar.exitCode()).describedAs(tar.toString()).isZero();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findFirst().orElseThrow();
        }
    }

    private static Path lay(Path directory) throws IOException {
        Path lib = Files.createDirectories(directory.resolve("sluice/lib"));
        Files.copy(ROOT.resolve("gateway"), lib.resolveSibling("gateway"));
        Files.copy(ROOT.resolve("gateway-server/src/main/launcher/tend-cache"), lib.resolve("tend-cache"));
        Files.copy(Tools.jar(), lib.resolve("sluice.jar"));
        return lib.getParent();
    }
}
