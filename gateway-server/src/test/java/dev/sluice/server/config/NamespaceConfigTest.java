package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.message.RoomName;
import dev.sluice.namespace.AccessRules;
import dev.sluice.namespace.Audience;
import dev.sluice.namespace.HistoryRules;
import dev.sluice.namespace.JoinRule;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SenderRule;
import dev.sluice.namespace.SlowConsumerPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceConfigTest {
    @TempDir
    Path directory;

    @Test
    void every_key_of_a_namespace_is_read() throws ConfigException {
        Namespaces namespaces = namespaces("""
                namespaces:
                  - name: chat
                    history: { messages: 100, bytes: 2MiB, ttl: 1h }
                    presence: true
                    arrivals: true
                    slow-consumer: keep-latest
                    join: everyone
                    publish: backend
                    read-history: backend
                    read-presence: members
                    message-bytes: 1KiB
                    members: 5
                    raw: false
                  - name: chat:eu
                  - name: main
                    default: true
                    members: 7
                """);
        RoomRules chat = RoomRules.builder()
                .history(new HistoryRules(100, 2 << 20, Duration.ofHours(1)))
                .presence(true)
                .arrivals(true)
                .slowConsumer(SlowConsumerPolicy.KEEP_LATEST)
                .access(new AccessRules(JoinRule.EVERYONE, Audience.BACKEND, Audience.BACKEND, Audience.MEMBERS, false))
                .messageBytes(1024)
                .members(5)
                .build();
        RoomRules main = RoomRules.builder().members(7).build();
        assertThat(namespaces)
                .isEqualTo(Namespaces.builder()
                        .add("chat", chat)
                        .add("chat:eu", RoomRules.OPEN)
                        .add("main", main)
                        .elsewhere(main)
                        .build());
    }

    @Test
    void the_backend_may_be_asked_about_each_message() throws ConfigException {
        String hooks = "webhooks: { url: \"http://127.0.0.1:1/\", secret: 0123456789abcdef0123456789abcdef }\n";
        RoomRules rules = namespaces(hooks + "namespaces: [{ name: a, ask-publish: true }]")
                .rulesOf(new RoomName("a:b"));
        assertThat(rules)
                .isEqualTo(RoomRules.builder()
                        .access(AccessRules.OPEN.askingAboutMessages())
                        .build());
        assertThat(Loading.yaml(directory, hooks + "namespaces: [{ name: a, ask-publish: true, publish: backend }]")
                        .problems())
                .containsExactly("sluice.yaml:2:38: namespaces.ask-publish: no client may publish there, so that nobody"
                        + " is asked");
    }

    @Test
    void members_may_learn_by_which_user_a_message_is() throws ConfigException {
        RoomRules rules = namespaces("auth: { mode: jwt, hmac-secret: 0123456789abcdef0123456789abcdef }\n"
                        + "namespaces: [{ name: a, sender: user }]")
                .rulesOf(new RoomName("a:b"));
        assertThat(rules).isEqualTo(RoomRules.builder().sender(SenderRule.USER).build());
    }

    @Test
    void a_namespace_has_the_defaults_of_the_reference() throws ConfigException {
        assertThat(namespaces("namespaces: [{ name: a }]").rulesOf(new RoomName("a:b")))
                .isEqualTo(RoomRules.OPEN);
        assertThat(NamespaceSettings.ALL)
                .filteredOn(setting -> setting != NamespaceSettings.NAME)
                .allSatisfy(NamespaceConfigTest::assertReadable);
    }

    @Test
    void a_history_has_room_for_sixteen_of_the_largest_messages_at_least() throws ConfigException {
        assertThat(history("{ name: a, history: { messages: 10 } }", "64KiB"))
                .isEqualTo(new HistoryRules(10, 1 << 20, Duration.ofMinutes(10)));
        assertThat(history("{ name: a, history: { messages: 10, ttl: 1s } }", "1MiB"))
                .isEqualTo(new HistoryRules(10, 16 << 20, Duration.ofSeconds(1)));
        assertThat(history("{ name: a, history: { messages: 10 }, message-bytes: 128KiB }", "1MiB"))
                .isEqualTo(new HistoryRules(10, 2 << 20, Duration.ofMinutes(10)));
        assertThat(history("{ name: a, history: { messages: 10 } }", "1GiB").bytes())
                .isEqualTo(1 << 30);
        assertThat(history("{ name: a, history: { messages: 10, bytes: 1KiB }, message-bytes: 1KiB }", "64KiB")
                        .bytes())
                .isEqualTo(1024);
    }

    @Test
    void all_problems_are_told_at_once_with_line_and_column() {
        assertThat(Loading.yaml(directory, """
                        lanes: x
                        namespaces:
                          - name: chat
                            histroy: { messages: 100 }
                            history: { messages: many, byte: 5 }
                            members: -1
                            members: 3
                            join: nobody
                          - name: "chat:"
                            slow-consumer: drop
                            presence: yes
                            raw: [1]
                          - 5
                          - publish: all
                          - [name]
                          - name: chat
                            history: 7
                        closed: no
                        """).problems())
                .containsExactly(
                        "sluice.yaml:1:8: lanes: expected a whole number from 0 to 1024, got \"x\"",
                        "sluice.yaml:4:5: namespaces.histroy: unknown key; did you mean namespaces.history?",
                        "sluice.yaml:5:26: namespaces.history.messages: expected a whole number from 0 to 100000,"
                                + " got \"many\"",
                        "sluice.yaml:5:32: namespaces.history.byte: unknown key; did you mean"
                                + " namespaces.history.bytes?",
                        "sluice.yaml:6:14: namespaces.members: expected a whole number from 0 to 10000000, got -1",
                        "sluice.yaml:7:5: namespaces.members: written twice, first in line 6",
                        "sluice.yaml:8:11: namespaces.join: expected everyone or token, got \"nobody\"",
                        "sluice.yaml:9:11: namespaces.name: expected the name of a namespace, without a colon or an"
                                + " asterisk behind it, got \"chat:\"",
                        "sluice.yaml:10:20: namespaces.slow-consumer: expected disconnect, drop-oldest, keep-latest or"
                                + " skip-to-live, got \"drop\"",
                        "sluice.yaml:11:15: namespaces.presence: expected true or false, got yes",
                        "sluice.yaml:12:10: namespaces.raw: expected true or false, got a list",
                        "sluice.yaml:13:5: namespaces: expected the keys of a namespace, got 5",
                        "sluice.yaml:14:14: namespaces.publish: expected members, token or backend, got \"all\"",
                        "sluice.yaml:15:5: namespaces: expected the keys of a namespace, got a list",
                        "sluice.yaml:17:14: namespaces.history: expected keys below it (messages, bytes, ttl), got 7",
                        "sluice.yaml:18:9: closed: expected true or false, got no",
                        "sluice.yaml:14:5: namespaces.name: a namespace needs a name",
                        "sluice.yaml:16:11: namespaces.name: declared twice, first in line 3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "namespaces: chat                 | 1:13: namespaces: expected a list of namespaces, or [] for none, got"
                        + " \"chat\"",
                "namespaces:                      | 1:1: namespaces: expected a list of namespaces, or [] for none, got"
                        + " nothing",
                "namespaces: { name: a }          | 1:13: namespaces: expected a list of namespaces, or [] for none, got"
                        + " a mapping",
                "namespace: [{ name: a }]         | 1:1: namespace: unknown key; did you mean namespaces?",
                "namespaces: [{}]                 | 1:14: namespaces.name: a namespace needs a name",
                "namespaces: [{ name: }]          | 1:16: namespaces.name: expected the name of a namespace, without a"
                        + " colon or an asterisk behind it, got nothing",
                "namespaces: [{ name: a, arrivals: true }] | 1:35: namespaces.arrivals: needs presence: true, or the"
                        + " room does not know who they are",
                "namespaces: [{ name: a, read-presence: backend }] | 1:40: namespaces.read-presence: is not looked at"
                        + " without presence: true",
                "namespaces: [{ name: a, read-history: members }] | 1:39: namespaces.read-history: is not looked at"
                        + " without namespaces.history.messages",
                "namespaces: [{ name: a, history: { ttl: 1m } }] | 1:41: namespaces.history.ttl: is not looked at"
                        + " without namespaces.history.messages",
                "namespaces: [{ name: a, history: { messages: 1, ttl: 8h, bytes: 0 } }] | 1:65:"
                        + " namespaces.history.bytes: expected a size from 1B to 1GiB, got 0",
                "namespaces: [{ name: a, history: { messages: 1, ttl: 999h } }] | 1:54:"
                        + " namespaces.history.ttl: expected a time from 1s to 168h, got \"999h\"",
                "namespaces: [{ name: a, history: { messages: 1, bytes: 1KiB } }] | 1:56: namespaces.history.bytes:"
                        + " 1KiB has no room for the largest message that the rooms take, 64KiB",
                "namespaces: [{ name: a, message-bytes: 1MiB }] | 1:40: namespaces.message-bytes: more than"
                        + " limits.message-bytes lets in, 64KiB",
                "namespaces: [{ name: a, join: token }] | 1:31: namespaces.join: with auth.mode: none nobody has a"
                        + " token",
                "namespaces: [{ name: a, sender: user }] | 1:33: namespaces.sender: with auth.mode: none nobody has a"
                        + " token",
                "namespaces: [{ name: a, sender: name }] | 1:33: namespaces.sender: expected session or user, got"
                        + " \"name\"",
                "namespaces: [{ name: a, publish: token }] | 1:34: namespaces.publish: with auth.mode: none nobody has"
                        + " a token",
                "namespaces: [{ name: a, ask-publish: true }] | 1:38: namespaces.ask-publish: needs webhooks.url, or"
                        + " there is nobody to ask",
                "closed: true                     | 1:9: closed: without namespaces no room could be joined",
                "namespaces: [{ name: a, default: true }]\\nclosed: true | 2:9: closed: no room is outside, because"
                        + " line 1 begins a namespace for all others",
                "namespaces: [{ name: a, default: true },\\n { name: b, default: true }] | 2:22: namespaces.default: all"
                        + " other rooms are in one namespace, and line 1 begins it already",
            })
    void one_problem(String text, String problem) {
        assertThat(Loading.yaml(directory, text.replace("\\n", "\n")).problems())
                .containsExactly("sluice.yaml:" + problem);
    }

    @Test
    void each_namespace_that_asks_for_a_token_nobody_has_is_told() {
        assertThat(Loading.yaml(directory, """
                        namespaces:
                          - { name: a, history: { messages: 1 }, presence: true, join: token, publish: token }
                          - { name: b, history: { messages: 1 }, presence: true, read-history: token, read-presence: token }
                        """).problems())
                .extracting(problem -> problem.substring(0, problem.indexOf(": with auth.mode: none nobody")))
                .containsExactly(
                        "sluice.yaml:2:64: namespaces.join",
                        "sluice.yaml:2:80: namespaces.publish",
                        "sluice.yaml:3:72: namespaces.read-history",
                        "sluice.yaml:3:94: namespaces.read-presence");
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespaces: []", "namespaces: [{ name: 42 }]", "namespaces: [{ name: a:b }]"})
    void what_is_odd_but_sound(String text) {
        assertThatCode(Loading.yaml(directory, text)::config).doesNotThrowAnyException();
    }

    @Test
    void only_a_file_can_hold_namespaces_and_anything_can_say_that_there_are_none() throws ConfigException {
        Loading file = Loading.yaml(directory, "namespaces: [{ name: a }]");
        assertThat(file.set("namespaces=[]").config().namespaces()).isEqualTo(Namespaces.OPEN);
        assertThat(file.variables(Map.of("SLUICE_NAMESPACES", "[]")).config().namespaces())
                .isEqualTo(Namespaces.OPEN);
        String problem = ": expected a list of namespaces, or [] for none, got \"[{name: b}]\"; only a file can hold"
                + " namespaces";
        assertThat(file.set("namespaces=[{name: b}]").problems()).containsExactly("--set namespaces" + problem);
        assertThat(file.set("closed=true").config().namespaces().rulesOf(new RoomName("b")))
                .isSameAs(RoomRules.OUTSIDE);
    }

    @Test
    void the_names_are_among_what_differs_from_the_defaults() throws ConfigException {
        assertThat(Loading.yaml(directory, "namespaces: [{ name: a }, { name: b }]\nclosed: true")
                        .config()
                        .changes())
                .containsExactly(Map.entry("namespaces", "a,b"), Map.entry("closed", "true"));
    }

    @Test
    void keys_of_a_namespace_are_distinct() {
        List<String> keys =
                NamespaceSettings.ALL.stream().<String>map(Setting::key).toList();
        assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.startsWith(NamespaceSettings.PREFIX));
        assertThat(keys).noneMatch(NamespaceSettings.KEYS::isSection);
    }

    private static <T> void assertReadable(Setting<T> setting) throws BadValueException {
        assertThat(setting.type().read(Scalar.untyped(setting.writtenFallback())))
                .isEqualTo(setting.fallback());
    }

    private Namespaces namespaces(String yaml) throws ConfigException {
        return Loading.yaml(directory, yaml).config().namespaces();
    }

    private HistoryRules history(String namespace, String largestMessage) throws ConfigException {
        return namespaces("namespaces: [" + namespace + "]\nlimits: { message-bytes: " + largestMessage + " }")
                .rulesOf(new RoomName("a:b"))
                .history();
    }
}
