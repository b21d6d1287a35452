package dev.sluice.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.auth.Identity;
import dev.sluice.auth.RoomPatterns;
import dev.sluice.message.PresencePage;
import dev.sluice.message.Present;
import dev.sluice.message.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Who is in a room, held against a map; and its pages, while members come and go. */
class RosterTest {
    /** The last key there is: whoever has it wants the last place of the table. */
    private static final long LAST_KEY = inverse(0x9E37_79B9_7F4A_7C15L) * -1L;

    private final Roster roster = new Roster();

    @Property(tries = 300)
    void it_holds_who_has_come_and_not_gone(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int kind) {
        Random random = new Random(seed);
        Roster members = new Roster();
        Map<SessionId, Present> model = new HashMap<>();
        List<SessionId> present = new ArrayList<>();
        for (int phase = 0; phase < 6; phase++) {
            int chanceToCome = phase % 2 == 0 ? 8 : 2;
            for (int i = 0; i < 120; i++) {
                if (present.isEmpty() || random.nextInt(10) < chanceToCome) {
                    SessionId session = session(random, kind);
                    if (model.containsKey(session)) {
                        continue;
                    }
                    Identity identity = identity("u" + random.nextInt(5));
                    members.add(session, identity);
                    model.put(session, new Present(session, identity.user(), identity.info()));
                    present.add(session);
                } else {
                    SessionId session = present.remove(random.nextInt(present.size()));
                    assertThat(members.remove(session).user())
                            .isEqualTo(model.remove(session).user());
                }
                assertThat(members.size()).isEqualTo(model.size());
            }
            assertThat(pages(members, 1 + random.nextInt(40))).containsExactlyInAnyOrderElementsOf(model.values());
        }
    }

    @Property(tries = 300)
    void whoever_stays_is_on_one_page_whoever_comes_and_goes_between(@ForAll long seed) {
        Random random = new Random(seed);
        Roster members = new Roster();
        Set<SessionId> stay = new HashSet<>();
        List<SessionId> others = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            SessionId session = session(random, 1);
            members.add(session, Identity.ANONYMOUS);
            if (random.nextBoolean()) {
                stay.add(session);
            } else {
                others.add(session);
            }
        }
        List<SessionId> seen = new ArrayList<>();
        Optional<SessionId> after = Optional.empty();
        do {
            PresencePage page = members.page(new PresenceRequest(7, after));
            page.members().forEach(member -> seen.add(member.session()));
            after = page.next();
            // Many, so that the table grows and shrinks between two pages; the one that the page ended with may go too.
            for (int i = random.nextInt(200); i > 0; i--) {
                if (others.isEmpty() || random.nextInt(5) < 2) {
                    others.add(session(random, 1));
                    members.add(others.get(others.size() - 1), Identity.ANONYMOUS);
                } else {
                    members.remove(others.remove(random.nextInt(others.size())));
                }
            }
        } while (after.isPresent());
        assertThat(seen).doesNotHaveDuplicates().containsAll(stay);
    }

    @Test
    void members_whose_keys_ask_for_the_last_place_find_one() {
        for (int low = 0; low < 500; low++) {
            roster.add(new SessionId(LAST_KEY, low), Identity.ANONYMOUS);
        }
        assertThat(roster.size()).isEqualTo(500);
        assertThat(pages(roster, 99))
                .extracting(Present::session)
                .doesNotHaveDuplicates()
                .hasSize(500);
        for (int low = 0; low < 500; low++) {
            roster.remove(new SessionId(LAST_KEY, low));
        }
        assertThat(roster.size()).isZero();
        assertThat(pages(roster, 99)).isEmpty();
    }

    @Test
    void who_is_not_there_cannot_leave() {
        roster.add(new SessionId(1, 1), Identity.ANONYMOUS);
        assertThatThrownBy(() -> roster.remove(new SessionId(1, 2))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_page_of_nobody_tells_the_count() {
        roster.add(new SessionId(1, 1), Identity.ANONYMOUS);
        assertThat(roster.page(new PresenceRequest(0, Optional.empty())))
                .isEqualTo(new PresencePage(1, List.of(), Optional.empty()));
    }

    @Test
    void a_page_ends_before_it_is_too_large_but_has_somebody_on_it() {
        Identity large = new Identity(
                "ann", Optional.of("\"" + "x".repeat(40_000) + "\""), RoomPatterns.NONE, RoomPatterns.NONE);
        Identity tooLarge = new Identity(
                "bob", Optional.of("\"" + "x".repeat(90_000) + "\""), RoomPatterns.NONE, RoomPatterns.NONE);
        for (int i = 0; i < 3; i++) {
            roster.add(new SessionId(i, 0), large);
            roster.add(new SessionId(i, 1), tooLarge);
        }
        List<Present> all = new ArrayList<>();
        Optional<SessionId> after = Optional.empty();
        do {
            PresencePage page = roster.page(new PresenceRequest(1000, after));
            assertThat(page.members()).hasSize(1);
            all.addAll(page.members());
            after = page.next();
        } while (after.isPresent());
        assertThat(all).hasSize(6);
    }

    private static List<Present> pages(Roster members, int limit) {
        List<Present> all = new ArrayList<>();
        Optional<SessionId> after = Optional.empty();
        do {
            PresencePage page = members.page(new PresenceRequest(limit, after));
            assertThat(page.count()).isEqualTo(members.size());
            assertThat(page.members()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.members());
            after = page.next();
        } while (after.isPresent());
        return all;
    }

    private static SessionId session(Random random, int kind) {
        return switch (kind) {
            case 1 -> SessionId.random(random);
            case 2 -> new SessionId(random.nextInt(300), 0);
            default -> new SessionId(LAST_KEY - random.nextInt(3), random.nextInt(100));
        };
    }

    private static Identity identity(String user) {
        return new Identity(user, Optional.of("{}"), RoomPatterns.NONE, RoomPatterns.NONE);
    }

    /** The number that makes 1 of an odd one, by Newton's steps: each doubles the bits that are right. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int i = 0; i < 5; i++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }
}
