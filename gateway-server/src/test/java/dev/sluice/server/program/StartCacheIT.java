package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The archive that the launcher keeps beside the jar: made in the background, once, used from then on, and made anew if it is no good.
 * On a busy machine the background waits for its turn.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
class StartCacheIT {
    /** The archive is made at a low priority. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path TENDER = Path.of("gateway-server/src/main/launcher/tend-cache");

    /** As if installed: the launcher and the jar, without sources. */
    @TempDir
    Path directory;

    private Path target;

    @BeforeEach
    void install() throws IOException {
        target = Files.createDirectories(directory.resolve("gateway-server/target"));
        Files.copy(ROOT.resolve("gateway"), directory.resolve("gateway"));
        Files.createDirectories(directory.resolve(TENDER).getParent());
        Files.copy(ROOT.resolve(TENDER), directory.resolve(TENDER));
        Files.copy(Tools.jar(), target.resolve("sluice.jar")); // last, to be newer than src/main
    }

    @Test
    void the_first_start_makes_an_archive_and_the_next_ones_use_it() throws Exception {
        try (Child first = start(Map.of())) {
            awaitArchive();
            assertThat(maps(first)).doesNotContain(archive().toString());
            assertSilent(first);
        }
        try (Child second = start(Map.of())) {
            assertThat(maps(second)).contains(archive().toString());
            assertSilent(second);
        }
        try (Child told = start(Map.of("GATEWAY_START_CACHE", "off"))) {
            assertThat(maps(told)).doesNotContain(archive().toString());
        }
        // One that was made for another heap is not offered.
        try (Child other = start(Map.of("JAVA_OPTS", "-XX:+UseParallelGC"))) {
            assertThat(maps(other)).doesNotContain(archive().toString());
            assertSilent(other);
        }
    }

    @Test
    void two_that_start_at_once_make_it_once_and_a_broken_one_is_replaced_in_silence() throws Exception {
        try (Child one = start(Map.of());
                Child two = start(Map.of())) {
            AtomicLong most = new AtomicLong();
            Await.until("an archive", PATIENCE, () -> {
                most.accumulateAndGet(rehearsals(), Math::max);
                return hasArchive();
            });
            assertThat(most).hasValue(1);
            assertSilent(one);
            assertSilent(two);
        }
        Path archive = archive();
        Files.delete(archive);
        Files.writeString(archive, "no archive");
        try (Child child = start(Map.of())) {
            Await.until("another archive", PATIENCE, () -> archive.toFile().length() >= 1_000_000);
            assertSilent(child);
        }
    }

    @Test
    void an_archive_behind_a_link_is_made_once() throws Exception {
        Path elsewhere = Files.move(target, directory.resolve("elsewhere"));
        Files.createSymbolicLink(target, elsewhere);
        try (Child first = start(Map.of())) {
            awaitArchive();
            assertSilent(first);
        }
        try (Child second = start(Map.of())) {
            assertThat(maps(second)).contains(archive().toRealPath().toString());
            Await.until("the background has nothing to do", () -> tenders() == 0);
            assertThat(Files.readAllLines(fileWith(".key")))
                    .as("tries")
                    .hasSize(2)
                    .endsWith("1");
        }
    }

    @Test
    void a_server_that_ends_leaves_nothing_running_and_nothing_half_made() throws Exception {
        try (Child child = start(Map.of())) {
            Await.until("a rehearsal", () -> rehearsals() == 1);
            child.signal("KILL");
        }
        Await.until("no rehearsal", () -> rehearsals() == 0);
        Await.until("nothing left", () -> names().equals(List.of("sluice.jar")));
    }

    @Test
    void a_release_has_it_beside_its_jar_and_makes_none_when_told_to_keep_what_is_there() throws Exception {
        Path release = Release.unpack(Files.createDirectory(directory.resolve("unpacked")));
        target = release.resolve("lib");
        try (Child child = start(release, Map.of("GATEWAY_START_CACHE", "keep"))) {
            assertThat(child.isRunning()).isTrue();
            assertThat(tenders()).isZero();
        }
        assertThat(names()).containsExactly("sluice.jar", "tend-cache");
        try (Child first = start(release, Map.of())) {
            awaitArchive();
            assertSilent(first);
        }
        List<String> made = names();
        try (Child second = start(release, Map.of("GATEWAY_START_CACHE", "keep"))) {
            assertThat(maps(second)).contains(archive().toString());
            assertSilent(second);
        }
        assertThat(names()).isEqualTo(made);
    }

    private Child start(Map<String, String> environment) throws Exception {
        return start(directory, environment);
    }

    private static Child start(Path home, Map<String, String> environment) throws Exception {
        Child child = Child.start(
                home,
                List.of(
                        "/bin/sh",
                        home.resolve("gateway"),
                        "--set",
                        "listen=127.0.0.1:0",
                        "--set",
                        "management=127.0.0.1:0"),
                environment);
        child.lineWith("Ctrl-C stops");
        return child;
    }

    private static void assertSilent(Child child) {
        assertThat(child.err()).allMatch(line -> line.contains(" INFO "));
        assertThat(child.out().get(0)).startsWith("Sluice ");
    }

    private void awaitArchive() throws InterruptedException {
        Await.until("an archive", PATIENCE, this::hasArchive);
    }

    private boolean hasArchive() {
        return names().stream().anyMatch(name -> name.endsWith(".key"));
    }

    private Path archive() {
        return fileWith(".jsa");
    }

    private Path fileWith(String ending) {
        return target.resolve(names().stream()
                .filter(name -> name.endsWith(ending))
                .findFirst()
                .orElseThrow());
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(target)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processes that rehearse on our jar. */
    private long rehearsals() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(target.toString()) && line.endsWith(" rehearse"))
                .count();
    }

    /** Processes of our launcher that have not become a server. */
    private long tenders() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(directory + "/") && line.contains("/gateway --set "))
                .count();
    }

    private static String maps(Child child) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(child.pid()), "maps"));
    }
}
