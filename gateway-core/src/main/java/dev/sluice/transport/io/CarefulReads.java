package dev.sluice.transport.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Buffers to read into, as large as what a connection has brought of late. One for all connections of a lane: what Netty has for it,
 * which an own one of each would stand before, is 168 bytes more for a connection.
 *
 * <p>Where direct memory has run out it gives a buffer without room: the read then looks like the peer's end, and Netty closes this
 * connection. Netty's io_uring would let the error through to the event loop, which ends for good with all its connections.
 */
public final class CarefulReads implements RecvByteBufAllocator {
    /** What small messages need: smaller buffers cost as much. */
    private static final int LEAST_BITS = 9;

    /** More than a packet of the usual size. */
    private static final int FIRST_BITS = 11;

    /** As much as a socket holds at first. */
    private static final int MOST_BITS = 16;

    /** A buffer that was filled is followed by one sixteen times as large: four such steps would be three reads too many. */
    private static final int STEP_UP_BITS = 4;

    /** Reads in a row, after which the other connections get their turn: Netty's own number for sockets. */
    private static final int MOST_READS = 16;

    private final Consumer<OutOfMemoryError> onExhausted;

    /** @param onExhausted told that memory has run out, on the connection's lane */
    public CarefulReads(Consumer<OutOfMemoryError> onExhausted) {
        this.onExhausted = onExhausted;
    }

    @Override
    @SuppressWarnings("deprecation") // what this gives is deprecated, and there is nothing else
    public ExtendedHandle newHandle() {
        return new CarefulHandle(onExhausted);
    }

    /** One connection's reads, those of one turn and those of the turns before. */
    private static final class CarefulHandle implements ExtendedHandle {
        private final Consumer<OutOfMemoryError> onExhausted;

        /** Null before the first turn. */
        private @Nullable ChannelConfig config;

        private int attemptedBytes;
        private int lastBytes;
        private int turnBytes;

        /** The size of the next buffer, as a power of two. Bytes here and below: 32 for the whole object instead of 40. */
        private byte sizeBits = FIRST_BITS;

        private byte reads;

        /** Whether the turn before has brought no more than half of what the buffer took. */
        private boolean wasSmall;

        CarefulHandle(Consumer<OutOfMemoryError> onExhausted) {
            this.onExhausted = onExhausted;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            try {
                return allocator.ioBuffer(guess());
            } catch (OutOfMemoryError exhausted) {
                onExhausted.accept(exhausted);
                return Unpooled.EMPTY_BUFFER;
            }
        }

        @Override
        public int guess() {
            return 1 << sizeBits;
        }

        @Override
        public void reset(ChannelConfig of) {
            config = of;
            reads = 0;
            turnBytes = 0;
        }

        @Override
        public void incMessagesRead(int count) {
            reads = (byte) Math.min(reads + count, MOST_READS);
        }

        @Override
        public void lastBytesRead(int bytes) {
            lastBytes = bytes;
            if (bytes > 0) {
                turnBytes = (int) Math.min((long) turnBytes + bytes, Integer.MAX_VALUE);
            }
            if (bytes == attemptedBytes) {
                adapt(bytes); // at once, so that much that waits is read in few pieces
            }
        }

        @Override
        public int lastBytesRead() {
            return lastBytes;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attemptedBytes = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attemptedBytes;
        }

        @Override
        public boolean continueReading() {
            return mayContinue() && attemptedBytes == lastBytes;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return mayContinue() && maybeMoreData.get();
        }

        @Override
        public void readComplete() {
            adapt(turnBytes);
        }

        private boolean mayContinue() {
            return config != null && config.isAutoRead() && reads < MOST_READS && turnBytes > 0;
        }

        /** Grows at once; shrinks only when two in a row were small, so that a pause between two messages changes nothing. */
        private void adapt(int bytes) {
            if (bytes >= guess()) {
                sizeBits = (byte) Math.min(sizeBits + STEP_UP_BITS, MOST_BITS);
                wasSmall = false;
            } else if (bytes > guess() / 2) {
                wasSmall = false;
            } else if (wasSmall) {
                sizeBits = (byte) Math.max(sizeBits - 1, LEAST_BITS);
                wasSmall = false;
            } else {
                wasSmall = true;
            }
        }
    }
}
