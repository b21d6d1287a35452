package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StampTest {
    private final Stamp stamp = new Stamp();

    @Test
    void whatIsWrittenIsRead() {
        ByteBuf message = MessageTemplate.raw(64).stamped(12_345, 987_654_321_012L, 55_555);

        assertThat(message.readableBytes()).isEqualTo(64);
        assertThat(stamp.read(message, 0)).isTrue();
        assertThat(stamp.sender()).isEqualTo(12_345);
        assertThat(stamp.sequence()).isEqualTo(987_654_321_012L);
        assertThat(stamp.intendedNanos(56_000)).isEqualTo(55_555);
    }

    @Test
    void theClockMayBeNegativeOrBeyondTheStampsBits() {
        for (long intended : new long[] {-5, Long.MAX_VALUE - 3, (1L << 48) - 1, 0}) {
            stamp.read(MessageTemplate.raw(32).stamped(0, 0, intended), 0);
            assertThat(stamp.intendedNanos(intended + 1_000)).isEqualTo(intended);
        }
    }

    @Test
    void itIsFoundInsideAnEnvelope() {
        ByteBuf message = MessageTemplate.envelope("chat", 32).stamped(7, 8, 9);

        assertThat(message.toString(StandardCharsets.US_ASCII))
                .matches("\\{\"type\":\"publish\",\"room\":\"chat\",\"data\":\"@[A-P]{28}xxx\"}");
        assertThat(stamp.read(message, Stamp.find(message))).isTrue();
        assertThat(stamp.sequence()).isEqualTo(8);
    }

    @Test
    void aDamagedOneIsRefused() {
        assertThat(stamp.read(Unpooled.copiedBuffer("@ABC", StandardCharsets.US_ASCII), 0))
                .isFalse();
        ByteBuf message = MessageTemplate.raw(32).stamped(7, 8, 9);
        message.setByte(20, 'z');
        assertThat(stamp.read(message, 0)).isFalse();
    }
}
