package dev.sluice.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.message.RoomName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamespacesTest {
    private static final RoomRules CHAT = limitedTo(1);
    private static final RoomRules EUROPE = limitedTo(2);
    private static final RoomRules ELSEWHERE = limitedTo(3);

    private final Namespaces namespaces = Namespaces.builder()
            .add("chat", CHAT)
            .add("chat:eu", EUROPE)
            .elsewhere(ELSEWHERE)
            .build();

    @ParameterizedTest
    @CsvSource({
        "chat:lobby, 1",
        "chat:, 1",
        "chat::, 1",
        "chat:eu, 1",
        "chat:eu:, 2",
        "chat:eu:x, 2",
        "chat:eu:x:y:z, 2",
        "chat:eux:y, 1",
        "chat:x:eu:y, 1",
        "chat, 3",
        "chats:a, 3",
        "cha:a, 3",
        "Chat:a, 3",
        ":chat:a, 3",
        "other:chat:eu:x, 3",
        "lobby, 3",
        ":, 3",
        "chat:😀, 1",
    })
    void the_longest_name_before_a_colon_wins(String room, int members) {
        assertThat(namespaces.rulesOf(new RoomName(room)).members()).isEqualTo(members);
    }

    @Test
    void a_name_of_colons_alone_is_looked_up_like_any_other() {
        assertThat(namespaces.rulesOf(new RoomName(":".repeat(255)))).isSameAs(ELSEWHERE);
        assertThat(namespaces.rulesOf(new RoomName("chat" + ":".repeat(251)))).isSameAs(CHAT);
    }

    @Test
    void where_none_is_declared_all_rooms_are_open() {
        assertThat(Namespaces.OPEN.rulesOf(new RoomName("chat:lobby"))).isSameAs(RoomRules.OPEN);
        assertThat(Namespaces.OPEN.lookAtMessages()).isFalse();
        assertThat(Namespaces.builder().build()).isEqualTo(Namespaces.OPEN);
    }

    @Test
    void where_others_are_closed_a_room_outside_is_nobodys() {
        Namespaces closed = Namespaces.builder().add("chat", CHAT).closed().build();
        assertThat(closed.rulesOf(new RoomName("chat:a"))).isSameAs(CHAT);
        RoomRules outside = closed.rulesOf(new RoomName("lobby"));
        assertThat(outside).isSameAs(RoomRules.OUTSIDE);
        assertThat(outside.access().join()).isEqualTo(JoinRule.NOBODY);
        assertThat(closed.lookAtMessages()).isTrue();
    }

    @Test
    void messages_are_looked_at_only_where_a_namespace_limits_them() {
        RoomRules remembering = RoomRules.builder()
                .history(new HistoryRules(10, 1024, Duration.ofSeconds(1)))
                .presence(true)
                .arrivals(true)
                .build();
        assertThat(Namespaces.builder().add("a", remembering).build().lookAtMessages())
                .isFalse();
        RoomRules small = RoomRules.builder().messageBytes(1).build();
        assertThat(Namespaces.builder()
                        .add("a", remembering)
                        .add("b", small)
                        .build()
                        .lookAtMessages())
                .isTrue();
        assertThat(new Namespaces(CHAT).lookAtMessages()).isTrue();
        RoomRules named = RoomRules.builder().sender(SenderRule.USER).build();
        assertThat(new Namespaces(named).lookAtMessages()).isTrue();
    }

    @Test
    void a_namespace_is_good_only_for_the_set_that_it_is_of() {
        Namespaces same = Namespaces.builder()
                .add("chat", CHAT)
                .add("chat:eu", EUROPE)
                .elsewhere(ELSEWHERE)
                .build();
        assertThat(same).isEqualTo(namespaces).hasSameHashCodeAs(namespaces).hasToString(namespaces.toString());
        Namespace chat = namespaces.namespaceOf(new RoomName("chat:a"));
        assertThat(chat.isOneOf(namespaces)).isTrue();
        assertThat(chat.isOneOf(same)).isFalse();
        assertThat(chat).isSameAs(namespaces.namespaceOf(new RoomName("chat:b")));
        assertThat(namespaces.names()).containsExactly("chat", "chat:eu");
        assertThat(namespaces)
                .isNotEqualTo(Namespaces.builder().add("chat", CHAT).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "chat:", ":chat", "chat:*", "*", "a\nb", "\u0000"})
    void what_no_room_can_be_called_after_is_no_name(String name) {
        assertThat(Namespaces.isLawfulName(name)).isFalse();
        assertThatThrownBy(() -> Namespaces.builder().add(name, CHAT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_name_leaves_room_for_a_colon_and_something_behind_it() {
        assertThat(Namespaces.isLawfulName("é".repeat(126) + "x")).isTrue();
        assertThat(Namespaces.isLawfulName("é".repeat(127))).isFalse();
    }

    @Test
    void a_name_is_declared_once() {
        Namespaces.Builder builder = Namespaces.builder().add("chat", CHAT);
        assertThatThrownBy(() -> builder.add("chat", EUROPE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void presence_does_not_begin_in_the_middle_of_a_rooms_life() {
        RoomRules known =
                RoomRules.builder().presence(true).arrivals(true).members(5).build();
        assertThat(known.following(RoomRules.OPEN))
                .isEqualTo(RoomRules.builder().members(5).build());
        assertThat(known.following(RoomRules.builder().presence(true).build())).isSameAs(known);
        assertThat(RoomRules.OPEN.following(known)).isSameAs(RoomRules.OPEN);
    }

    @Test
    void rules_that_contradict_themselves_are_refused() {
        assertThatThrownBy(() -> RoomRules.builder().arrivals(true).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RoomRules.builder().members(-1).build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RoomRules.builder().messageBytes(-1).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_sample_of_the_page_is_what_is_run_here() throws IOException {
        assertThat(NamespacesSample.rules()
                        .rulesOf(new RoomName("news:a"))
                        .access()
                        .publish())
                .isEqualTo(Audience.BACKEND);
        assertThat(NamespacesSample.rules().elsewhere()).isSameAs(RoomRules.OUTSIDE);
        String source = Files.readString(Path.of("src/test/java/dev/sluice/namespace/NamespacesSample.java"));
        String sample = source.substring(
                source.indexOf("// sample:start\n") + "// sample:start\n".length(),
                source.indexOf("    // sample:end"));
        String page = Files.readString(Path.of("../docs/namespaces.md"));
        assertThat(page.replaceAll("\\s+", "")).contains(sample.replaceAll("\\s+", ""));
    }

    private static RoomRules limitedTo(int members) {
        return RoomRules.builder().members(members).build();
    }
}
