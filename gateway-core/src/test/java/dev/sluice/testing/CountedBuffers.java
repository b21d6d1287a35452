package dev.sluice.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Knows at any moment how many bytes have not been released, so that a test can say where a leak began. */
public final class CountedBuffers {
    /** Without Netty's record of every access, which makes large properties slow. */
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

    /** Makes the buffers that are counted. */
    public ByteBufAllocator allocator() {
        return allocator;
    }

    /** Bytes in buffers that somebody still owns. */
    public long unreleasedBytes() {
        return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
    }
}
