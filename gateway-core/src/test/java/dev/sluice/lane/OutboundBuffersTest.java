package dev.sluice.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.CountedBuffers;
import dev.sluice.testing.ManualLane;
import dev.sluice.testing.ManualLanes;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits for sockets, counted by memory. */
class OutboundBuffersTest {
    private static final int HIGH_BYTES = 1024 * 1024;
    private static final int BATCH_BYTES = 256 * 1024;

    private final CountedBuffers buffers = new CountedBuffers();
    private final ManualLane lane = new ManualLanes(1).lane(0);
    private final OutboundBuffers outbound = new OutboundBuffers(lane, HIGH_BYTES);
    private final List<String> relieved = new ArrayList<>();

    @Test
    void a_buffer_that_many_share_counts_once_until_the_last_one_has_taken_it() {
        List<ByteBuf> members = new ArrayList<>();
        lane.turn(() -> members.addAll(deliver(3)));
        assertThat(outbound.bytes()).isEqualTo(BATCH_BYTES);
        members.remove(0).release();
        members.remove(0).release();
        turnsAndTicks();
        assertThat(outbound.bytes()).isEqualTo(BATCH_BYTES);
        members.remove(0).release();
        outbound.tick();
        assertThat(outbound.bytes()).isZero();
        assertThat(buffers.unreleasedBytes()).isZero();
    }

    @Test
    void what_is_taken_in_the_same_turn_is_let_go_at_its_end() {
        lane.turn(() -> deliver(3).forEach(ByteBuf::release));
        assertThat(outbound.bytes()).isZero();
        assertThat(buffers.unreleasedBytes()).isZero();
    }

    @Test
    void what_is_taken_in_the_next_turn_is_let_go_at_its_end_without_a_tick() {
        List<ByteBuf> members = new ArrayList<>();
        lane.turn(() -> members.addAll(deliver(2)));
        members.forEach(ByteBuf::release);
        lane.turn(() -> deliver(1).forEach(ByteBuf::release));
        assertThat(buffers.unreleasedBytes()).isZero();
    }

    @Test
    void many_slices_of_one_buffer_in_a_row_count_once() {
        ByteBuf read = buffers.allocator().directBuffer(BATCH_BYTES);
        lane.turn(() -> {
            outbound.watchSliced(read);
            deliver(1).forEach(ByteBuf::release);
            outbound.watchSliced(read);
            assertThat(outbound.bytes()).isEqualTo(2 * BATCH_BYTES);
        });
        read.release();
        turnsAndTicks();
        assertThat(outbound.bytes()).isZero();
        assertThat(buffers.unreleasedBytes()).isZero();
    }

    @Test
    void a_tick_looks_at_all_of_them_wherever_the_last_look_ended() {
        List<ByteBuf> members = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            lane.turn(() -> members.addAll(deliver(1)));
        }
        turnsAndTicks();
        lane.turn(() -> deliver(1).forEach(ByteBuf::release)); // looks at some of them
        members.forEach(ByteBuf::release);
        outbound.tick();
        assertThat(outbound.bytes()).isZero();
        assertThat(buffers.unreleasedBytes()).isZero();
    }

    @Test
    void whoever_waits_is_called_once_there_is_half_of_the_mark() {
        List<ByteBuf> batches = new ArrayList<>();
        lane.turn(() -> {
            for (int i = 0; i < HIGH_BYTES / BATCH_BYTES; i++) {
                assertThat(outbound.isCongested()).isFalse();
                batches.addAll(deliver(1));
            }
            assertThat(outbound.isCongested()).isTrue();
            outbound.whenRelieved(() -> relieved.add("first"));
            outbound.whenRelieved(() -> relieved.add("second"));
        });
        batches.remove(0).release();
        outbound.tick();
        assertThat(outbound.isCongested()).isFalse();
        assertThat(outbound.isAwaited()).isTrue();
        assertThat(relieved).isEmpty();
        batches.remove(0).release();
        outbound.tick();
        assertThat(relieved).containsExactly("first", "second");
        assertThat(outbound.isAwaited()).isFalse();
        batches.forEach(ByteBuf::release);
        outbound.tick();
        assertThat(buffers.unreleasedBytes()).isZero();
    }

    @Test
    void those_who_wait_are_called_no_more_at_a_time_than_there_is_room_for() {
        lane.turn(() -> {
            List<ByteBuf> batches = new ArrayList<>();
            for (int i = 0; i < HIGH_BYTES / BATCH_BYTES; i++) {
                batches.addAll(deliver(1));
            }
            for (int i = 0; i < 100; i++) {
                outbound.whenRelieved(() -> relieved.add("one"));
            }
            batches.forEach(ByteBuf::release);
        });
        int room = HIGH_BYTES / (64 * 1024) + 1;
        assertThat(relieved).hasSize(room);
        outbound.tick();
        assertThat(relieved).hasSizeGreaterThan(room);
        for (int i = 0; i < 100 && outbound.isAwaited(); i++) {
            outbound.tick();
        }
        assertThat(relieved).hasSize(100);
    }

    @Test
    void a_lane_that_ends_lets_everything_go() {
        List<ByteBuf> members = new ArrayList<>();
        lane.turn(() -> members.addAll(deliver(1)));
        turnsAndTicks();
        lane.turn(() -> members.addAll(deliver(1)));
        outbound.end();
        assertThat(outbound.bytes()).isZero();
        members.forEach(ByteBuf::release);
        assertThat(buffers.unreleasedBytes()).isZero();
    }

    /** A batch for some members, each of whom owns a reference. */
    private List<ByteBuf> deliver(int members) {
        ByteBuf batch = buffers.allocator().directBuffer(BATCH_BYTES);
        List<ByteBuf> copies = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            copies.add(batch.retainedDuplicate());
        }
        outbound.handedOut(batch);
        return copies;
    }

    private void turnsAndTicks() {
        for (int i = 0; i < 3; i++) {
            lane.turn(() -> deliver(1).forEach(ByteBuf::release));
            outbound.tick();
        }
    }
}
