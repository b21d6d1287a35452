package dev.sluice.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fanout.WireFormat;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.message.StreamPosition;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.Remembering;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long rooms remember, and which of them give way to others; on one lane. */
class RoomMemoriesTest {
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final PageSize ALL = PageSize.ofBytes(Integer.MAX_VALUE);
    private static final RoomName A = new RoomName("a");
    private static final RoomName B = new RoomName("b");

    private ManualRooms rooms = new ManualRooms(1, Remembering.rules(100, 1 << 20, TTL), 1 << 20);

    @Test
    void a_message_to_a_room_without_members_is_kept_for_its_time() {
        assertThat(publish(A, "1")).isEqualTo(1);
        assertThat(publish(A, "2")).isEqualTo(2);
        assertThat(texts(A)).containsExactly("1", "2");
        assertThat(rooms.total(MeterName.ROOMS)).isZero();
        assertThat(rooms.total(MeterName.HISTORY_MESSAGES)).isEqualTo(2);

        rooms.lanes().pass(TTL);
        assertThat(texts(A)).isEmpty();
        assertThat(page(A, Optional.empty()).position().offset()).isEqualTo(2);
        rooms.lanes().pass(TTL);
        rooms.sweep();
        assertThat(page(A, Optional.empty()).position().epoch()).isEmpty();
        assertThat(rooms.total(MeterName.HISTORY_BYTES)).isZero();
        assertThat(publish(A, "3")).as("a new life").isEqualTo(1);
    }

    @Test
    void a_room_without_a_history_forgets_at_once() {
        rooms = new ManualRooms(1);
        assertThat(publish(A, "1")).isZero();
        ManualRooms.Client member = rooms.client(0, WireFormat.RAW, A);
        rooms.lanes().lane(0).turn(member::join);
        assertThat(publish(A, "2")).isEqualTo(1);
        assertThat(texts(A)).isEmpty();
        rooms.lanes().lane(0).turn(member::leave);
        assertThat(page(A, Optional.empty()).position().epoch()).isEmpty();
        assertThat(rooms.total(MeterName.HISTORY_BYTES)).isZero();
    }

    @Test
    void a_room_that_has_said_nothing_yet_waits_for_its_last_member_to_come_back() {
        ManualRooms.Client member = rooms.client(0, WireFormat.RAW, A);
        rooms.lanes().lane(0).turn(member::join);
        StreamPosition before = page(A, Optional.empty()).position();
        rooms.lanes().lane(0).turn(member::leave);
        rooms.lanes().pass(TTL.minusSeconds(1));
        rooms.sweep();
        assertThat(page(A, Optional.empty()).position()).isEqualTo(before);
        rooms.lanes().pass(TTL);
        rooms.sweep();
        assertThat(page(A, Optional.empty()).position().epoch()).isEmpty();
    }

    @Test
    void the_room_that_was_used_least_recently_gives_way() {
        long share = 8 * 1024;
        rooms = new ManualRooms(1, Remembering.rules(1000, 1 << 20, TTL), share);
        publish(A, "a");
        publish(B, "b");
        StreamPosition ofA = page(A, Optional.empty()).position();
        StreamPosition ofB = page(B, Optional.empty()).position();
        long evictions = rooms.total(MeterName.HISTORY_EVICTIONS);
        assertThat(texts(A)).as("read, and so used").containsExactly("a");
        RoomName other = new RoomName("other");
        while (rooms.total(MeterName.HISTORY_EVICTIONS) < evictions + 2) { // one is the fixture's own room
            publish(other, "x".repeat(100));
            assertThat(rooms.total(MeterName.HISTORY_BYTES)).isLessThanOrEqualTo(share);
        }
        assertThat(page(B, Optional.of(ofB)).recoverable()).isFalse();
        assertThat(page(A, Optional.of(ofA)).recoverable()).isTrue();
        publish(B, "again");
        assertThat(page(B, Optional.empty()).position().epoch()).isNotEqualTo(ofB.epoch());
    }

    @Test
    void rooms_that_have_said_nothing_give_way_first() {
        rooms = new ManualRooms(1, Remembering.rules(1000, 1 << 20, TTL), 8 * 1024);
        publish(A, "a");
        StreamPosition ofA = page(A, Optional.empty()).position();
        long evictions = rooms.total(MeterName.HISTORY_EVICTIONS);
        for (int i = 0; i < 100; i++) {
            ManualRooms.Client passing = rooms.client(0, WireFormat.RAW, new RoomName("passing" + i));
            rooms.lanes().lane(0).turn(passing::join);
            rooms.lanes().lane(0).turn(passing::leave);
        }
        assertThat(rooms.total(MeterName.HISTORY_EVICTIONS)).isGreaterThan(evictions + 80);
        assertThat(rooms.total(MeterName.HISTORY_BYTES)).isLessThanOrEqualTo(8 * 1024);
        assertThat(page(A, Optional.of(ofA)).recoverable()).isTrue();
        assertThat(texts(A)).containsExactly("a");
    }

    @Test
    void a_room_that_alone_is_too_much_forgets_its_own_oldest() {
        long share = 8 * 1024;
        rooms = new ManualRooms(1, Remembering.rules(1000, 1 << 20, TTL), share);
        for (int i = 0; i < 200; i++) {
            publish(A, "x".repeat(100) + i);
            assertThat(rooms.total(MeterName.HISTORY_BYTES)).isLessThanOrEqualTo(share);
        }
        assertThat(texts(A)).hasSizeBetween(20, 60).last().asString().endsWith("x199");
    }

    @Test
    void a_room_with_members_that_gives_way_keeps_its_epoch_and_offsets() {
        long share = 8 * 1024;
        rooms = new ManualRooms(1, Remembering.rules(1000, 1 << 20, TTL), share);
        ManualRooms.Client member = rooms.client(0, WireFormat.RAW, A);
        rooms.lanes().lane(0).turn(member::join);
        publish(A, "1");
        StreamPosition before = page(A, Optional.empty()).position();
        RoomName other = new RoomName("other");
        for (int i = 0; i < 100; i++) {
            publish(other, "x".repeat(100));
        }
        assertThat(texts(A)).isEmpty();
        assertThat(page(A, Optional.of(before)).recoverable())
                .as("nothing was missed")
                .isTrue();
        assertThat(page(A, Optional.of(new StreamPosition(before.epoch(), 0))).recoverable())
                .isFalse();
        publish(A, "2");
        assertThat(texts(A)).containsExactly("2");
        assertThat(member.messages()).containsExactly("1", "2");
        rooms.lanes().lane(0).turn(member::leave);
    }

    @Test
    void a_purge_leaves_the_position() {
        publish(A, "1");
        List<Boolean> purged = new ArrayList<>();
        rooms.lanes().lane(0).turn(() -> rooms.directory(0).shardOf(A).purge(A, purged::add));
        rooms.lanes().lane(0).turn(() -> rooms.directory(0).shardOf(A).purge(A, purged::add));
        rooms.lanes().lane(0).turn(() -> rooms.directory(0).shardOf(B).purge(B, purged::add));
        assertThat(purged).containsExactly(true, false, false);
        assertThat(texts(A)).isEmpty();
        assertThat(publish(A, "2")).isEqualTo(2);
    }

    @Test
    void many_rooms_are_all_looked_at_in_so_many_sweeps() {
        rooms = new ManualRooms(1, Remembering.rules(100, 1 << 20, TTL), 1 << 30);
        for (int i = 0; i < 10_000; i++) {
            publish(new RoomName("r" + i), "x");
        }
        rooms.lanes().pass(TTL);
        rooms.sweep();
        assertThat(rooms.total(MeterName.HISTORY_MESSAGES)).isBetween(9_000L, 9_999L);
        for (int i = 0; i < 40; i++) {
            rooms.sweep();
        }
        assertThat(rooms.total(MeterName.HISTORY_BYTES)).isZero();
    }

    private long publish(RoomName room, String text) {
        List<Long> offsets = new ArrayList<>();
        Message message = Message.borrowing(
                PayloadType.TEXT,
                Unpooled.copiedBuffer(text, StandardCharsets.UTF_8),
                new SessionId(1, 1),
                null,
                rooms.lanes().nowNanos());
        rooms.lanes().lane(0).turn(() -> rooms.directory(0).shardOf(room).publish(room, message, offsets::add));
        return offsets.get(0);
    }

    private List<String> texts(RoomName room) {
        return page(room, Optional.empty()).messages().stream()
                .map(publication -> publication.message().payload().toString(StandardCharsets.UTF_8))
                .toList();
    }

    private HistoryPage page(RoomName room, Optional<StreamPosition> since) {
        List<HistoryPage> pages = new ArrayList<>();
        HistoryQuery query = new HistoryQuery(since, ALL, false);
        rooms.lanes().lane(0).turn(() -> rooms.directory(0).shardOf(room).history(room, query, pages::add));
        return pages.get(0);
    }
}
