package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.limit.Limits;
import dev.sluice.namespace.Namespaces;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.server.api.ApiKeys;
import dev.sluice.server.log.LogConfig;
import dev.sluice.session.DrainPlan;
import dev.sluice.session.Liveness;
import dev.sluice.transport.caller.CallerRules;
import dev.sluice.transport.io.TransportChoice;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    /** Those with a default to write: a file that is none by default is none by not being written. */
    private static final List<Setting<?>> WRITTEN_DEFAULTS = Settings.ALL.stream()
            .filter(setting -> !setting.fallback().equals(Optional.empty()))
            .toList();

    @TempDir
    Path directory;

    @Test
    void with_no_source_the_defaults_hold() throws ConfigException {
        ServerConfig defaults = new ServerConfig(
                new InetSocketAddress("127.0.0.1", 8080),
                new InetSocketAddress("127.0.0.1", 8081),
                TransportChoice.AUTO,
                0,
                true,
                true,
                Liveness.defaults(),
                Limits.defaults(),
                Compression.OFF,
                CallerRules.OPEN,
                LogConfig.defaults(),
                Optional.empty(),
                Namespaces.OPEN,
                Optional.empty(),
                ApiKeys.NONE,
                Optional.empty(),
                new DrainRules(Duration.ofSeconds(5), new DrainPlan(Duration.ofSeconds(60), 500)),
                Map.of());
        assertThat(Loading.nothing().config()).isEqualTo(defaults);
        assertThat(ServerConfig.defaults()).isEqualTo(defaults);
    }

    @Test
    void every_default_is_in_its_own_range() {
        assertThat(WRITTEN_DEFAULTS).allSatisfy(ConfigLoaderTest::assertReadable);
    }

    @Test
    void keys_and_variables_are_distinct() {
        assertThat(Settings.ALL)
                .extracting(Setting::key)
                .doesNotHaveDuplicates()
                .allMatch(key -> !Keys.isSection(key));
        assertThat(Settings.ALL).extracting(Setting::variable).doesNotHaveDuplicates();
        assertThat(Settings.MAX_MESSAGE_BYTES.variable()).isEqualTo("SLUICE_LIMITS_MESSAGE_BYTES");
    }

    @Test
    void the_command_line_is_over_the_environment_over_the_file() throws ConfigException {
        Limits limits = Loading.yaml(directory, "limits: { connections: 1, fragments: 1, rooms-per-session: 1 }")
                .variables(Map.of("SLUICE_LIMITS_CONNECTIONS", "2", "SLUICE_LIMITS_FRAGMENTS", "2", "PATH", "/bin"))
                .set("limits.connections=4", "limits.connections=3")
                .config()
                .limits();
        assertThat(limits.connections()).isEqualTo(3);
        assertThat(limits.fragments()).isEqualTo(2);
        assertThat(limits.roomsPerSession()).isEqualTo(1);
        assertThat(limits.messageBytes()).isEqualTo(Limits.defaults().messageBytes());
    }

    @Test
    void every_setting_can_be_set_from_everywhere() throws ConfigException {
        String[] settings = new String[WRITTEN_DEFAULTS.size()];
        Map<String, String> variables = new HashMap<>();
        for (int index = 0; index < settings.length; index++) {
            Setting<?> setting = WRITTEN_DEFAULTS.get(index);
            settings[index] = setting.key() + "=" + setting.writtenFallback();
            variables.put(setting.variable(), setting.writtenFallback());
        }
        assertThat(Loading.nothing().set(settings).variables(variables).config())
                .isEqualTo(ServerConfig.defaults());
    }

    @Test
    void what_differs_from_the_defaults_is_told_as_one_would_write_it() throws ConfigException {
        Map<String, String> changes = Loading.yaml(directory, "lanes: 0\nlimits: { message-bytes: 128KiB }")
                .variables(Map.of("SLUICE_LIVENESS_PING_INTERVAL", "60s"))
                .set("log.format=json", "echo=true", "listen=127.0.0.1:0")
                .config()
                .changes();
        assertThat(changes)
                .containsExactly(
                        Map.entry("listen", "127.0.0.1:0"),
                        Map.entry("liveness.ping-interval", "1m"),
                        Map.entry("limits.message-bytes", "128KiB"),
                        Map.entry("log.format", "json"));
    }

    @Test
    void problems_name_their_source_and_a_stronger_source_hides_none() {
        List<String> problems = Loading.yaml(directory, "lanes: x\n")
                .variables(Map.of(
                        "SLUICE_LANES", "",
                        "SLUICE_LIMITS_MESAGE_BYTES", "1",
                        "SLUICE_FOO", "1",
                        "SLUICE_ECHO", "no\nno"))
                .set("lanes=1", "limits.pending-bytes=1", "echo", "limits=5", "limits.conections=1", "=")
                .problems();
        assertThat(problems)
                .containsExactly(
                        "sluice.yaml:1:8: lanes: expected a whole number from 0 to 1024, got \"x\"",
                        "SLUICE_ECHO: expected true or false, got \"no no\"",
                        "SLUICE_FOO: unknown variable",
                        "SLUICE_LANES: expected a whole number from 0 to 1024, got \"\"",
                        "SLUICE_LIMITS_MESAGE_BYTES: unknown variable; did you mean SLUICE_LIMITS_MESSAGE_BYTES?",
                        "--set limits.pending-bytes: expected a size from 1KiB to 1GiB, got \"1\"",
                        "--set echo: expected KEY=VALUE",
                        "--set limits: has no value of its own, but keys below it: " + Keys.below("limits"),
                        "--set limits.conections: unknown key; did you mean limits.connections?",
                        "--set : unknown key");
    }

    @Test
    void the_variables_that_kubernetes_adds_for_a_service_are_nobodys_mistake() throws ConfigException {
        Map<String, String> links = Map.of(
                "SLUICE_SERVICE_HOST", "10.0.0.1",
                "SLUICE_SERVICE_PORT", "8080",
                "SLUICE_SERVICE_PORT_HTTP", "8080",
                "SLUICE_PORT", "tcp://10.0.0.1:8080",
                "SLUICE_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                "SLUICE_PORT_8080_TCP_ADDR", "10.0.0.1",
                "SLUICE_MANAGEMENT_PORT", "tcp://10.0.0.2:8081",
                "SLUICE_MANAGEMENT_SERVICE_HOST", "10.0.0.2");
        assertThat(Loading.nothing().variables(links).config()).isEqualTo(ServerConfig.defaults());
        assertThat(Loading.nothing().variables(Map.of("SLUICE_PORT", "8080")).problems())
                .containsExactly("SLUICE_PORT: unknown variable");
    }

    @Test
    void the_environment_is_cut_down_to_ours() {
        assertThat(ConfigLoader.environment().keySet()).allMatch(name -> name.startsWith("SLUICE_"));
    }

    @Test
    void the_reference_has_a_line_for_each_setting() {
        assertThat(ConfigLoader.reference())
                .hasSameSizeAs(Settings.ALL)
                .contains(
                        "limits.message-bytes: 64KiB  # bytes of one message, its fragments joined (a size from 1B to 1GiB)",
                        "transport: auto  # the kernel's interface; auto takes the fastest that works"
                                + " (auto, io-uring, epoll or nio)");
    }

    @Test
    void without_a_file_no_class_of_the_yaml_parser_is_loaded() throws ReflectiveOperationException {
        Recording loader = new Recording();
        Class<?> loading = loader.loadClass(ConfigLoader.class.getName());
        Object config = loading.getMethod("load", Optional.class, List.class, Map.class)
                .invoke(null, Optional.empty(), List.of("lanes=2"), Map.of("SLUICE_ECHO", "false"));
        assertThat(config)
                .hasToString(ServerConfig.defaults()
                        .toString()
                        .replace("lanes=0", "lanes=2")
                        .replace("echo=true", "echo=false")
                        .replace("changes={}", "changes={lanes=2, echo=false}"));
        assertThat(loader.loaded)
                .contains(Settings.class.getName())
                .noneMatch(name -> name.contains("jackson") || name.contains("yaml") || name.contains("Yaml"));
    }

    private static <T> void assertReadable(Setting<T> setting) throws BadValueException {
        assertThat(setting.type().read(Scalar.untyped(setting.writtenFallback())))
                .isEqualTo(setting.fallback());
    }

    /** Defines the package's classes anew, and notes every class that they ask for. */
    private static final class Recording extends ClassLoader {
        private final Set<String> loaded = new HashSet<>();

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                loaded.add(name);
                Class<?> known = findLoadedClass(name);
                if (known != null || !name.startsWith("dev.sluice.server.config.")) {
                    return known != null ? known : super.loadClass(name, resolve);
                }
                try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }
    }
}
