package dev.sluice.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However many bytes are masked in one stroke, each gets the octet of the key that RFC 6455, 5.3 says. */
class MaskingTest {
    private static final int KEY = 0x37FA213D;
    private static final int BEFORE = 5;
    private static final int BEHIND = 9;

    /** The kinds of buffer that a read may bring. */
    enum Memory {
        HEAP(Unpooled::buffer),
        DIRECT(Unpooled::directBuffer),
        POOLED(PooledByteBufAllocator.DEFAULT::directBuffer),
        POOLED_HEAP(PooledByteBufAllocator.DEFAULT::heapBuffer),
        TWO_PARTS(capacity -> Unpooled.compositeBuffer()
                .addComponent(true, Unpooled.buffer(13).writeZero(13))
                .addComponent(true, Unpooled.buffer(capacity).writeZero(capacity))
                .setIndex(0, 0));

        private final IntFunction<ByteBuf> make;

        Memory(IntFunction<ByteBuf> make) {
            this.make = make;
        }
    }

    @ParameterizedTest
    @EnumSource
    void it_equals_the_loop_over_bytes_at_every_length(Memory memory) {
        for (int length = 0; length <= 300; length++) {
            for (int offset = 0; offset < 4; offset++) {
                checkAgainstLoop(memory, length, offset);
            }
        }
        checkAgainstLoop(memory, 64 * 1024, 0);
        checkAgainstLoop(memory, 64 * 1024 + 3, 1);
    }

    @Test
    void a_key_turns_with_the_offset() {
        assertThat(Masking.keyAt(0x01020304, 0)).isEqualTo(0x01020304);
        assertThat(Masking.keyAt(0x01020304, 1)).isEqualTo(0x02030401);
        assertThat(Masking.keyAt(0x01020304, 2)).isEqualTo(0x03040102);
        assertThat(Masking.keyAt(0x01020304, 7)).isEqualTo(0x04010203);
        assertThat(Masking.keyAt(0x01020304, (1L << 33) + 1)).isEqualTo(0x02030401);
    }

    private static void checkAgainstLoop(Memory memory, int length, int offset) {
        byte[] plain = new byte[BEFORE + length + BEHIND];
        new Random(length).nextBytes(plain);
        byte[] expected = plain.clone();
        for (int i = 0; i < length; i++) {
            int shift = 24 - 8 * ((i + offset) % 4);
            expected[BEFORE + i] ^= (byte) (KEY >>> shift);
        }
        ByteBuf owned = memory.make.apply(plain.length).writeBytes(plain);
        try {
            ByteBuf buffer = owned.unwrap() == null ? owned : owned.unwrap(); // the watch for leaks is slow
            buffer.readerIndex(BEFORE);
            Masking.apply(buffer, length, Masking.keyAt(KEY, offset));
            assertThat(buffer.readerIndex()).isEqualTo(BEFORE);
            assertThat(buffer.writerIndex()).isEqualTo(plain.length);
            assertThat(ByteBufUtil.getBytes(buffer, 0, plain.length))
                    .as("%d bytes at offset %d", length, offset)
                    .isEqualTo(expected);
            Masking.apply(buffer, length, Masking.keyAt(KEY, offset));
            assertThat(ByteBufUtil.getBytes(buffer, 0, plain.length)).isEqualTo(plain);
        } finally {
            owned.release();
        }
    }
}
