package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.limit.Limits;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.handshake.AllowedOrigins;
import dev.sluice.protocol.handshake.OriginPattern;
import dev.sluice.protocol.peer.AddressRange;
import dev.sluice.protocol.peer.AddressRanges;
import dev.sluice.server.api.ApiKeys;
import dev.sluice.server.log.LogConfig;
import dev.sluice.server.log.LogFormat;
import dev.sluice.server.log.LogLevel;
import dev.sluice.session.DrainPlan;
import dev.sluice.session.Liveness;
import dev.sluice.transport.caller.CallerRules;
import dev.sluice.transport.caller.ProxyProtocol;
import dev.sluice.transport.io.TransportChoice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFileTest {
    @TempDir
    Path directory;

    @Test
    void every_key_is_read() throws ConfigException {
        ServerConfig config = Loading.yaml(directory, """
                        listen: 127.0.0.1:9000
                        management: "[::1]:9001"
                        transport: io-uring
                        lanes: 3
                        playground: false
                        echo: false
                        liveness: { ping-interval: 1s, pong-timeout: 250ms, handshake-timeout: 2m }
                        limits:
                          connections: 1000
                          message-bytes: 1GiB
                          fragments: 0
                          rooms-per-session: 7
                          pending-bytes: "2MiB"
                          control-frames-per-second: 20
                          connections-per-ip: 8
                          concurrent-handshakes: 9
                          handshakes-per-second: 10
                        compression: { enabled: true, threshold: 512B, context-takeover: true, window-bits: 10 }
                        origins: ["https://app.example.com", "*.example.org", "null"]
                        proxy-protocol: required
                        trusted-proxies: [10.0.0.0/8, "fd00::/8", 192.0.2.1]
                        auth: { mode: none }
                        broker: { type: local }
                        log: { format: json, level: debug }
                        namespaces: [{ name: chat, members: 3 }]
                        closed: true
                        """).config();
        assertThat(config)
                .isEqualTo(new ServerConfig(
                        new InetSocketAddress("127.0.0.1", 9000),
                        new InetSocketAddress("::1", 9001),
                        TransportChoice.IO_URING,
                        3,
                        false,
                        false,
                        new Liveness(Duration.ofSeconds(1), Duration.ofMillis(250), Duration.ofMinutes(2)),
                        Limits.builder()
                                .connections(1000)
                                .messageBytes(1 << 30)
                                .fragments(0)
                                .roomsPerSession(7)
                                .pendingBytes(2 << 20)
                                .controlFramesPerSecond(20)
                                .connectionsPerIp(8)
                                .concurrentHandshakes(9)
                                .handshakesPerSecond(10)
                                .build(),
                        new Compression(true, 512, true, 10),
                        new CallerRules(
                                new AllowedOrigins(Stream.of("https://app.example.com", "*.example.org", "null")
                                        .map(OriginPattern::of)
                                        .toList()),
                                ProxyProtocol.REQUIRED,
                                new AddressRanges(Stream.of("10.0.0.0/8", "fd00::/8", "192.0.2.1")
                                        .map(AddressRange::of)
                                        .toList())),
                        new LogConfig(LogFormat.JSON, LogLevel.DEBUG),
                        Optional.empty(),
                        Namespaces.builder()
                                .add("chat", RoomRules.builder().members(3).build())
                                .closed()
                                .build(),
                        Optional.empty(),
                        ApiKeys.NONE,
                        Optional.empty(),
                        new DrainRules(Duration.ofSeconds(5), new DrainPlan(Duration.ofSeconds(60), 500)),
                        config.changes()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "# nothing yet\n",
                "---\n",
                "--- # x\n...\n",
                "{}",
                "null",
                "\uFEFF",
                "limits:\nauth:\n"
            })
    void a_file_without_settings_is_the_defaults(String text) throws ConfigException {
        assertThat(Loading.yaml(directory, text).config()).isEqualTo(ServerConfig.defaults());
    }

    @Test
    void a_key_may_be_written_with_its_dots() throws ConfigException {
        ServerConfig config = Loading.yaml(
                        directory, "\uFEFFlisten: 0.0.0.0:80\nauth.mode: none\nlimits.fragments: 5\n")
                .config();
        assertThat(config.listen()).isEqualTo(new InetSocketAddress("0.0.0.0", 80));
        assertThat(config.limits().fragments()).isEqualTo(5);
    }

    @Test
    void all_problems_are_told_at_once_with_line_and_column() {
        List<String> problems = Loading.yaml(directory, """
                        lanes: 2000
                        limits:
                          mesage-bytes: 64KiB
                          pending-bytes: abc
                          connections: -1
                          fragments: { at: 5 }
                        liveness:
                          ping-interval: 25
                          pong-timeout:

                        echo: maybe
                        lanes: 4
                        cluster: { certificate: a, key: [b, c] }
                        transport: [epoll, nio]
                        auth: none
                        broker: { type: redis }
                        playground: "true"
                        """).problems();
        assertThat(problems)
                .containsExactly(
                        "sluice.yaml:1:8: lanes: expected a whole number from 0 to 1024, got 2000",
                        "sluice.yaml:3:3: limits.mesage-bytes: unknown key; did you mean limits.message-bytes?",
                        "sluice.yaml:4:18: limits.pending-bytes: expected a size such as 64KiB, got \"abc\"",
                        "sluice.yaml:5:16: limits.connections: expected a whole number from 0 to 10000000, got -1",
                        "sluice.yaml:6:14: limits.fragments: expected a whole number from 0 to 1048576, got a mapping",
                        "sluice.yaml:8:18: liveness.ping-interval: expected a time such as 25s, got 25: write its unit"
                                + " (ms, s, m or h)",
                        "sluice.yaml:9:3: liveness.pong-timeout: expected a time such as 25s, got nothing",
                        "sluice.yaml:11:7: echo: expected true or false, got \"maybe\"",
                        "sluice.yaml:12:1: lanes: written twice, first in line 1",
                        "sluice.yaml:13:1: cluster: unknown key",
                        "sluice.yaml:14:12: transport: expected auto, io-uring, epoll or nio, got a list",
                        "sluice.yaml:15:7: auth: expected keys below it (mode, hmac-secret, public-key, jwks, issuer,"
                                + " audience, leeway, query-parameter), got a value",
                        "sluice.yaml:16:17: broker.type: expected local, got \"redis\"",
                        "sluice.yaml:17:13: playground: expected true or false without quotes, got \"true\"");
    }

    @Test
    void a_section_or_a_dotted_key_may_stand_once() {
        assertThat(Loading.yaml(directory, "limits:\n  fragments: 1\nlimits.fragments: 2\nlimits: {}\n")
                        .problems())
                .containsExactly(
                        "sluice.yaml:3:1: limits.fragments: written twice, first in line 2",
                        "sluice.yaml:4:1: limits: written twice, first in line 1");
    }

    @Test
    void what_stands_before_a_syntax_error_is_told_too() {
        assertThat(Loading.yaml(directory, "lanes: many\nlimits:\n  - 1\n fragments: 2\necho: 1\n")
                        .problems())
                .hasSize(3)
                .startsWith(
                        "sluice.yaml:1:8: lanes: expected a whole number from 0 to 1024, got \"many\"",
                        "sluice.yaml:3:3: limits: expected keys below it (" + Keys.below("limits") + "), got a list")
                .last()
                .asString()
                .startsWith("sluice.yaml:4:2: not YAML: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "- lanes: 2           | 1:1: expected a mapping of keys to values, got a list",
                "lanes                | 1:1: expected a mapping of keys to values, got \"lanes\"",
                "42                   | 1:1: expected a mapping of keys to values, got 42",
                "lanes: 1\\n---\\nlanes: 2 | 3:1: expected one document, got another",
                "lanes: &a 1\\necho: *a | 2:7: echo: expected true or false, got an alias",
                "lanes: 010           | 1:8: lanes: expected a whole number from 0 to 1024, got 010",
                "lanes: 1_0           | 1:8: lanes: expected a whole number from 0 to 1024, got 1_0",
                "lanes: 1.5           | 1:8: lanes: expected a whole number from 0 to 1024, got 1.5",
                "lanes: '4'           | 1:8: lanes: expected a whole number from 0 to 1024 without quotes, got \"4\"",
                "lanes: [[{a: b}]]    | 1:8: lanes: expected a whole number from 0 to 1024, got a list",
                "listen: 8080         | 1:9: listen: expected an address such as 127.0.0.1:8080, got 8080",
                "\"a\\tb\": 1           | 1:1: a b: unknown key",
                "limit: { x: 1 }      | 1:1: limit: unknown key; did you mean limits?",
                "messageBytes: 1      | 1:1: messageBytes: unknown key; did you mean limits.message-bytes?",
            })
    void one_problem(String text, String problem) {
        assertThat(Loading.yaml(directory, text.replace("\\n", "\n")).problems())
                .containsExactly("sluice.yaml:" + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "echo: true\\nlanes: [1 | 3:1: not YAML: expected ',' or ']', but got <stream end>",
                "\\tlanes: 1    | 1:1: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use"
                        + " \\t(TAB) for indentation)",
                "a: b: c         | 1:5: not YAML: mapping values are not allowed here",
                "lanes: \"1       | 2:1: not YAML: found unexpected end of stream",
                "listen: *:8080  | 1:10: not YAML: unexpected character found :(58)",
                "? [a, b]        | 1:4: not YAML: expected a key of one word",
                "lanes: 1\\n#é\\0x | 2:3: not YAML: the character U+0000 may not stand here",
            })
    void what_is_no_yaml_has_its_place_and_one_line(String text, String problem) {
        String yaml = text.replace("\\t", "\t").replace("\\n", "\n").replace("\\0", "\0");
        assertThat(Loading.yaml(directory, yaml + "\n").problems()).last().isEqualTo("sluice.yaml:" + problem);
    }

    @Test
    void depth_is_limited() {
        assertThat(Loading.yaml(directory, "x: " + "[".repeat(100_000)).problems())
                .last()
                .asString()
                .contains("not YAML: ");
    }

    @Test
    void a_file_that_cannot_be_read_is_a_problem_beside_the_others() throws IOException {
        Loading missing = Loading.nothing().file(directory.resolve("no.yaml")).set("lanes=x");
        assertThat(missing.problems())
                .containsExactly(
                        "no.yaml: no such file", "--set lanes: expected a whole number from 0 to 1024, got \"x\"");
        Path folder = Files.createDirectory(directory.resolve("folder"));
        assertThat(Loading.nothing().file(folder).problems()).containsExactly("folder: a directory, not a file");
        Path latin = Files.write(directory.resolve("latin.yaml"), new byte[] {'#', (byte) 0xe9, '\n'});
        assertThat(Loading.nothing().file(latin).problems()).containsExactly("latin.yaml: not UTF-8");
        Path large = Files.writeString(directory.resolve("large.yaml"), "#".repeat(1024 * 1024 + 1));
        assertThat(Loading.nothing().file(large).problems())
                .containsExactly("large.yaml: larger than 1MiB, which no configuration is");
    }
}
