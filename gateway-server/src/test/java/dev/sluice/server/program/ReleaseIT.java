package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in the archive of the release. */
class ReleaseIT {
    private static final Pattern PROPERTIES = Pattern.compile("META-INF/maven/([^/]+/[^/]+)/pom\\.properties");

    /** To a file, without its fragment. */
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]+)");

    /** Libraries that others have taken into their own jars, where no build can see them. */
    private static final Set<String> INSIDE_OTHERS = Set.of(
            "org.jctools/jctools-core",
            "org.jctools/jctools-core-jdk11",
            "com.google.code.gson/gson",
            "com.github.stephenc.jcip/jcip-annotations");

    /** Libraries that were not built by Maven, so that their jars do not say who they are. */
    private static final Set<String> SILENT = Set.of("org.jspecify", "info.picocli", "io.micrometer");

    @TempDir
    Path directory;

    private Path release;

    @BeforeEach
    void unpack() throws Exception {
        Tools.needRelease();
        release = Release.unpack(directory);
    }

    @Test
    void its_sample_of_a_configuration_is_one_and_it_says_its_version() throws Exception {
        assertThat(gateway("check-config", "conf/gateway.yaml")).containsExactly("ok");
        assertThat(gateway("check-config", "conf/image.yaml")).containsExactly("ok");
        assertThat(gateway("version").get(0)).startsWith("sluice " + version());
    }

    @Test
    void its_bill_of_materials_names_what_is_in_the_jar_and_nothing_else() throws Exception {
        Set<String> named = new TreeSet<>(materials());
        Set<String> there = new TreeSet<>(librariesOfJar());
        assertThat(there).contains("io.netty/netty-buffer", "dev.sluice/gateway-core");
        there.removeAll(INSIDE_OTHERS);
        named.removeIf(name -> SILENT.contains(name.substring(0, name.indexOf('/'))));
        assertThat(named).isEqualTo(there);
    }

    @Test
    void every_library_has_its_licence_named() throws Exception {
        String named = Files.readString(release.resolve("licences/THIRD-PARTY.txt"));
        for (String material : materials()) {
            if (!material.startsWith("dev.sluice/")) {
                assertThat(named).contains("(" + material.replace('/', ':') + ":");
            }
        }
        assertThat(named).doesNotContain("Unknown license");
        assertThat(release.resolve("LICENSE")).isNotEmptyFile();
        assertThat(release.resolve("NOTICE")).isNotEmptyFile();
        assertThat(release.resolve("licences/LGPL-2.1.txt")).isNotEmptyFile(); // Logback's
        assertThat(release.resolve("licences/slf4j-api-jar/META-INF/LICENSE.txt"))
                .isNotEmptyFile();
    }

    @Test
    void no_link_of_its_pages_leads_out_of_it() throws Exception {
        try (Stream<Path> files = Files.walk(release)) {
            List<Path> pages =
                    files.filter(file -> file.toString().endsWith(".md")).toList();
            assertThat(pages).contains(release.resolve("README.md"), release.resolve("docs/operating.md"));
            for (Path page : pages) {
                for (MatchResult link :
                        LINK.matcher(Files.readString(page)).results().toList()) {
                    assertThat(page.resolveSibling(link.group(1)))
                            .as("linked from " + page)
                            .exists();
                }
            }
        }
    }

    private List<String> gateway(String... arguments) throws Exception {
        List<Object> command = new java.util.ArrayList<>(List.of("/bin/sh", release.resolve("gateway")));
        command.addAll(List.of(arguments));
        try (Child child = Child.start(release, command)) {
            assertThat(child.exitCode()).describedAs(child.toString()).isZero();
            return child.out();
        }
    }

    private String version() {
        return release.getFileName().toString().substring("sluice-".length());
    }

    /** The {@code group/name} of each component. */
    private Set<String> materials() throws IOException {
        Set<String> names = new TreeSet<>();
        Pattern reference = Pattern.compile("pkg:maven/([^/]+/[^@]+)@.*");
        try (JsonParser json =
                new JsonFactory().createParser(release.resolve("sbom.json").toFile())) {
            boolean inComponents = false;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME
                        && json.getParsingContext().getParent().inRoot()) {
                    inComponents = json.currentName().equals("components");
                }
                if (inComponents && token == JsonToken.VALUE_STRING && "purl".equals(json.currentName())) {
                    Matcher purl = reference.matcher(json.getText());
                    assertThat(purl.matches()).describedAs(json.getText()).isTrue();
                    names.add(purl.group(1));
                }
            }
        }
        return names;
    }

    private Set<String> librariesOfJar() throws IOException {
        Set<String> names = new TreeSet<>();
        try (ZipFile jar = new ZipFile(release.resolve("lib/sluice.jar").toFile())) {
            jar.stream().forEach(entry -> {
                Matcher properties = PROPERTIES.matcher(entry.getName());
                if (properties.matches()) {
                    names.add(properties.group(1));
                }
            });
        }
        return names;
    }
}
