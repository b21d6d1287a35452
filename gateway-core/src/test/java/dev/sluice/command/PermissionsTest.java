package dev.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.auth.Identity;
import dev.sluice.auth.RoomPatterns;
import dev.sluice.message.RoomName;
import dev.sluice.namespace.AccessRules;
import dev.sluice.namespace.Audience;
import dev.sluice.namespace.JoinRule;
import dev.sluice.namespace.RoomRules;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {
    private static final RoomName ROOM = new RoomName("chat:a");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "EVERYONE, none, true",
        "EVERYONE, other, true",
        "TOKEN, none, false",
        "TOKEN, other, false",
        "TOKEN, publisher, false",
        "TOKEN, joiner, true",
        "NOBODY, none, false",
        "NOBODY, joiner, false",
    })
    void joining(JoinRule rule, String who, boolean allowed) {
        RoomRules rules = rules(new AccessRules(rule, Audience.MEMBERS, Audience.MEMBERS, Audience.MEMBERS, true));
        assertThat(Permissions.mayJoin(rules, identity(who), ROOM)).isEqualTo(allowed);
        assertThat(Permissions.relayBreach(rules, identity(who), ROOM).isEmpty())
                .isEqualTo(allowed);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "MEMBERS, none, true",
        "TOKEN, none, false",
        "TOKEN, joiner, false",
        "TOKEN, publisher, true",
        "BACKEND, publisher, false",
    })
    void publishing_as_a_member(Audience audience, String who, boolean allowed) {
        RoomRules rules = rules(new AccessRules(JoinRule.EVERYONE, audience, Audience.TOKEN, Audience.TOKEN, true));
        assertThat(Permissions.mayPublish(rules, identity(who), ROOM)).isEqualTo(allowed);
    }

    @ParameterizedTest(name = "{0}: {1}, member: {2}")
    @CsvSource({
        "MEMBERS, none, true, true",
        "MEMBERS, joiner, false, false",
        "TOKEN, none, true, false",
        "TOKEN, publisher, true, false",
        "TOKEN, joiner, false, true",
        "BACKEND, joiner, true, false",
    })
    void reading(Audience audience, String who, boolean member, boolean allowed) {
        RoomRules history =
                rules(new AccessRules(JoinRule.EVERYONE, Audience.MEMBERS, audience, Audience.BACKEND, true));
        RoomRules presence =
                rules(new AccessRules(JoinRule.EVERYONE, Audience.MEMBERS, Audience.BACKEND, audience, true));
        assertThat(Permissions.mayReadHistory(history, identity(who), ROOM, member))
                .isEqualTo(allowed);
        assertThat(Permissions.mayReadPresence(presence, identity(who), ROOM, member))
                .isEqualTo(allowed);
        assertThat(Permissions.mayReadHistory(presence, identity(who), ROOM, member))
                .isFalse();
    }

    @Test
    void a_raw_client_is_told_why_it_may_not_come_in() {
        RoomRules envelopes =
                rules(new AccessRules(JoinRule.EVERYONE, Audience.MEMBERS, Audience.MEMBERS, Audience.MEMBERS, false));
        assertThat(Permissions.joinBreach(envelopes, Identity.ANONYMOUS, ROOM)).isEmpty();
        assertThat(Permissions.relayBreach(envelopes, Identity.ANONYMOUS, ROOM))
                .hasValueSatisfying(breach -> assertThat(breach).contains("/ws"));
        assertThat(Permissions.relayBreach(RoomRules.OUTSIDE, Identity.ANONYMOUS, ROOM))
                .hasValueSatisfying(breach -> assertThat(breach).contains("no namespace"));
    }

    private static RoomRules rules(AccessRules access) {
        return RoomRules.builder().access(access).build();
    }

    private static Identity identity(String who) {
        RoomPatterns here = new RoomPatterns(List.of("chat:*"));
        RoomPatterns there = new RoomPatterns(List.of("other:*"));
        return switch (who) {
            case "joiner" -> new Identity(who, Optional.empty(), here, there);
            case "publisher" -> new Identity(who, Optional.empty(), there, here);
            case "other" -> new Identity(who, Optional.empty(), there, there);
            default -> Identity.ANONYMOUS;
        };
    }
}
