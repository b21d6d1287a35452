package dev.sluice.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.namespace.HistoryRules;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a room remembers, beside a list that does it the slow way. */
class HistoryTest {
    private static final RoomName ROOM = new RoomName("r");
    private static final SessionId FROM = new SessionId(1, 2);
    private static final Duration LONG = Duration.ofDays(1);
    private static final PageSize ALL = PageSize.ofBytes(Integer.MAX_VALUE);

    private final History history = new History(0);

    private record Kept(long offset, String text, @Nullable String user, long takenNanos) {}

    @Property(tries = 300)
    void it_holds_what_the_three_bounds_leave(@ForAll long seed) {
        Random random = new Random(seed);
        HistoryRules rules = new HistoryRules(
                1 + random.nextInt(40), 1 + random.nextInt(300), Duration.ofNanos(1 + random.nextInt(50)));
        long last = random.nextInt(3) * 1000L;
        History ring = new History(last);
        Deque<Kept> model = new ArrayDeque<>();
        long now = 0;
        for (int step = 0; step < 200; step++) {
            now += random.nextInt(6);
            if (random.nextInt(4) > 0) {
                String text = "x".repeat(random.nextInt(30));
                String user = random.nextBoolean() ? null : "u".repeat(random.nextInt(30));
                ring.append(publication(++last, text, user), now);
                model.add(new Kept(last, text, user, now));
            }
            ring.trim(rules, now);
            trim(model, rules, now);
            assertThat(ring.size()).isEqualTo(model.size());
            assertThat(ring.bytes()).isEqualTo(payloadBytes(model) + overheadBytes(model));
            checkPages(ring, new ArrayList<>(model), last, random);
        }
    }

    private static void trim(Deque<Kept> model, HistoryRules rules, long now) {
        while (!model.isEmpty()
                && (model.size() > rules.messages()
                        || payloadBytes(model) > rules.bytes()
                        || now - model.getFirst().takenNanos() >= rules.ttl().toNanos())) {
            model.removeFirst();
        }
    }

    private static long payloadBytes(Deque<Kept> model) {
        return model.stream().mapToLong(kept -> kept.text().length()).sum();
    }

    private static long overheadBytes(Deque<Kept> model) {
        return model.stream()
                .mapToLong(kept -> Past.OVERHEAD_BYTES
                        + (kept.user() == null
                                ? 0
                                : Past.USER_OVERHEAD_BYTES + 2L * kept.user().length()))
                .sum();
    }

    private static void checkPages(History ring, List<Kept> model, long last, Random random) {
        long asked = Math.max(0, last - random.nextInt(50) + 5);
        PageSize most = new PageSize(random.nextInt(10), 1 + random.nextInt(1000));
        List<Kept> behind = model.stream().filter(kept -> kept.offset() > asked).toList();
        List<Kept> before = new ArrayList<>(
                model.stream().filter(kept -> kept.offset() < asked).toList());
        java.util.Collections.reverse(before);
        assertThat(texts(ring.behind(ROOM, asked, most))).isEqualTo(cut(behind, most));
        assertThat(texts(ring.before(ROOM, asked, most))).isEqualTo(cut(before, most));
        assertThat(ring.hasBehind(asked)).isEqualTo(!behind.isEmpty());
        assertThat(ring.hasBefore(asked)).isEqualTo(!before.isEmpty());
        assertThat(ring.reachesBackTo(asked)).isEqualTo(asked <= last && behind.size() == last - asked);
    }

    private static List<String> cut(List<Kept> wanted, PageSize most) {
        List<String> page = new ArrayList<>();
        int bytes = 0;
        for (Kept kept : wanted) {
            bytes += kept.text().length() + PageSize.OVERHEAD_BYTES;
            bytes += kept.user() == null ? 0 : kept.user().length();
            if (page.size() == most.messages() || (!page.isEmpty() && bytes > most.bytes())) {
                break;
            }
            page.add(kept.offset() + kept.text() + Objects.toString(kept.user(), ""));
        }
        return page;
    }

    @Test
    void a_message_that_is_larger_than_all_may_be_is_not_remembered_and_neither_is_what_came_before() {
        HistoryRules rules = new HistoryRules(10, 10, LONG);
        history.append(publication(1, "a"), 0);
        history.append(publication(2, "x".repeat(11)), 0);
        history.trim(rules, 0);
        assertThat(history.size()).isZero();
        assertThat(history.reachesBackTo(2)).isTrue();
        assertThat(history.reachesBackTo(1)).isFalse();
    }

    @Test
    void it_ages_by_the_time_that_it_is_told() {
        HistoryRules rules = new HistoryRules(10, 100, Duration.ofNanos(10));
        history.append(publication(1, "a"), Long.MAX_VALUE - 2); // the clock may pass its end
        history.append(publication(2, "b"), Long.MIN_VALUE + 2);
        history.trim(rules, Long.MIN_VALUE + 6);
        assertThat(history.size()).isEqualTo(2);
        history.trim(rules, Long.MIN_VALUE + 7);
        assertThat(texts(history.behind(ROOM, 0, ALL))).containsExactly("2b");
    }

    @Test
    void it_holds_on_to_no_connection_and_shares_the_bytes_of_a_detached_message() {
        ByteBuf payload = Unpooled.copiedBuffer("hi", StandardCharsets.UTF_8);
        Message borrowed = Message.borrowing(PayloadType.TEXT, payload, FROM, new Object(), 7);
        Publication detached = new Publication(ROOM, 1, borrowed).detach();
        history.append(detached, 0);
        Message remembered = history.behind(ROOM, 0, ALL).get(0).message();
        assertThat(remembered.exceptSeat()).isNull();
        assertThat(remembered.detached()).isTrue();
        assertThat(remembered.type()).isEqualTo(PayloadType.TEXT);
        assertThat(remembered.from()).isEqualTo(FROM);
        assertThat(remembered.payload().array())
                .isSameAs(detached.message().payload().array());
    }

    @Test
    void the_bytes_of_a_borrowed_message_are_its_own() {
        ByteBuf whole = Unpooled.copiedBuffer("hi", StandardCharsets.UTF_8);
        history.append(new Publication(ROOM, 1, Message.borrowing(PayloadType.TEXT, whole, FROM, null, 0)), 0);
        whole.setByte(0, 'x');
        assertThat(texts(history.behind(ROOM, 0, ALL))).containsExactly("1hi");
        assertThat(whole.readerIndex()).isZero();
    }

    @Test
    void what_is_cleared_is_gone_and_the_offsets_go_on() {
        history.append(publication(1, "a"), 0);
        history.clear();
        assertThat(history.bytes()).isZero();
        assertThat(history.reachesBackTo(0)).isFalse();
        history.append(publication(2, "b"), 0);
        assertThat(texts(history.behind(ROOM, 1, ALL))).containsExactly("2b");
    }

    private static List<String> texts(List<Publication> page) {
        return page.stream()
                .map(publication -> publication.offset()
                        + publication.message().payload().toString(StandardCharsets.UTF_8)
                        + Objects.toString(publication.message().user(), ""))
                .toList();
    }

    private static Publication publication(long offset, String text) {
        return publication(offset, text, null);
    }

    private static Publication publication(long offset, String text, @Nullable String user) {
        ByteBuf payload = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        Message message = Message.borrowing(PayloadType.JSON, payload, FROM, null, 0);
        return new Publication(ROOM, offset, user == null ? message : message.by(user)).detach();
    }
}
