package dev.sluice.bench.micro;

import dev.sluice.protocol.websocket.Masking;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Masking a payload in place. Beside ours stand the ways to do it, each by itself and at every length. Netty's decoder, whose own
 * method cannot be called, does what {@link #longsOfTheBuffer} does. A loop that is alone in its method may be compiled better than
 * inside the decoder, so no choice between them is made without {@link DecodeBenchmark}.
 */
@Warmup(iterations = 2, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class MaskingBenchmark extends LaneBenchmark {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int KEY = 0x37FA213D;
    private static final long WIDE_KEY = ((long) KEY << Integer.SIZE) | KEY;

    /** Bytes of payload; all but the largest small enough for the first-level cache. */
    @Param({"8", "128", "256", "1024", "65536"})
    public int length;

    private ByteBuf payload = Unpooled.EMPTY_BUFFER;

    /** Fills the payload, behind a header as it comes from a client. */
    @Setup
    public void fill() {
        int header = 6;
        payload = ByteBufAllocator.DEFAULT.directBuffer(header + length);
        payload.writeZero(header + length).readerIndex(header);
    }

    /** Gives it back. */
    @TearDown
    public void release() {
        payload.release();
    }

    /** What the gateway does. */
    @Benchmark
    public ByteBuf ours() {
        Masking.apply(payload, length, KEY);
        return payload;
    }

    /** Eight bytes at a time through the buffer's own methods. */
    @Benchmark
    public ByteBuf longsOfTheBuffer() {
        int end = payload.writerIndex();
        for (int i = payload.readerIndex(); i < end; i += Long.BYTES) {
            payload.setLong(i, payload.getLong(i) ^ WIDE_KEY);
        }
        return payload;
    }

    /** Eight bytes at a time through a view of the buffer, by the view's own methods. */
    @Benchmark
    public ByteBuf longsOfTheView() {
        ByteBuffer view = payload.internalNioBuffer(payload.readerIndex(), length);
        int start = view.position();
        for (int i = start; i < start + length; i += Long.BYTES) {
            view.putLong(i, view.getLong(i) ^ WIDE_KEY);
        }
        return payload;
    }

    /** The same by a VarHandle. */
    @Benchmark
    public ByteBuf varHandleOnTheView() {
        ByteBuffer view = payload.internalNioBuffer(payload.readerIndex(), length);
        int start = view.position();
        for (int i = start; i < start + length; i += Long.BYTES) {
            LONGS.set(view, i, (long) LONGS.get(view, i) ^ WIDE_KEY);
        }
        return payload;
    }

    /** One byte after the other, as the specification describes it. */
    @Benchmark
    public ByteBuf byteLoop() {
        int start = payload.readerIndex();
        for (int i = 0; i < length; i++) {
            int shift = Byte.SIZE * (Integer.BYTES - 1 - i % Integer.BYTES);
            payload.setByte(start + i, payload.getByte(start + i) ^ (KEY >>> shift));
        }
        return payload;
    }
}
