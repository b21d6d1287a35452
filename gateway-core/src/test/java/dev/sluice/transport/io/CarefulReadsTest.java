package dev.sluice.transport.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How large a buffer one connection is read into next, and how often. */
class CarefulReadsTest {
    private static final int KIB = 1024;

    private final List<OutOfMemoryError> exhaustions = new ArrayList<>();
    private final CarefulReads reads = new CarefulReads(exhaustions::add);
    private final ExtendedHandle handle = reads.newHandle();
    private final ChannelConfig config = new EmbeddedChannel().config();

    @Test
    void a_buffer_that_is_filled_is_followed_by_a_larger_one_up_to_64_kib() {
        assertThat(handle.guess()).isEqualTo(2 * KIB);
        turn(2 * KIB);
        assertThat(handle.guess()).isEqualTo(32 * KIB);
        turn(32 * KIB);
        turn(64 * KIB);
        assertThat(handle.guess()).isEqualTo(64 * KIB);
    }

    @Test
    void two_small_turns_in_a_row_halve_it_down_to_512_bytes() {
        turn(100);
        assertThat(handle.guess()).as("one small turn").isEqualTo(2 * KIB);
        turn(100);
        assertThat(handle.guess()).isEqualTo(KIB);
        turn(100);
        turn(KIB - 1);
        turn(100);
        assertThat(handle.guess()).as("a large one between two small ones").isEqualTo(KIB);
        for (int i = 0; i < 10; i++) {
            turn(100);
        }
        assertThat(handle.guess()).isEqualTo(512);
    }

    @Test
    void a_turn_goes_on_while_buffers_are_filled_but_not_for_ever() {
        handle.reset(config);
        int reads = 0;
        do {
            read(handle.guess());
            reads++;
        } while (handle.continueReading());
        assertThat(reads).isEqualTo(16);
        handle.reset(config);
        read(handle.guess() - 1);
        assertThat(handle.continueReading()).as("a buffer that was not filled").isFalse();
        assertThat(handle.continueReading(() -> true))
                .as("the transport knows of more")
                .isTrue();
    }

    @Test
    void a_turn_ends_when_nothing_has_come_or_nobody_wants_more() {
        handle.reset(config);
        assertThat(handle.continueReading(() -> true)).as("nothing has come").isFalse();
        read(handle.guess());
        config.setAutoRead(false);
        assertThat(handle.continueReading(() -> true)).as("paused").isFalse();
    }

    @Test
    void without_memory_there_is_a_buffer_without_room_and_somebody_is_told() {
        ByteBuf none = handle.allocate(new PooledByteBufAllocator(true) {
            @Override
            public ByteBuf ioBuffer(int initialCapacity) {
                throw new OutOfMemoryError("on purpose");
            }
        });
        assertThat(none.maxCapacity()).isZero();
        assertThat(exhaustions).hasSize(1);
    }

    /** One read that brings so many bytes, at the end of which the turn is over. */
    private void turn(int bytes) {
        handle.reset(config);
        read(bytes);
        handle.readComplete();
    }

    private void read(int bytes) {
        ByteBuf buffer = handle.allocate(UnpooledByteBufAllocator.DEFAULT);
        handle.attemptedBytesRead(buffer.writableBytes());
        handle.lastBytesRead(bytes);
        handle.incMessagesRead(1);
        buffer.release();
    }
}
