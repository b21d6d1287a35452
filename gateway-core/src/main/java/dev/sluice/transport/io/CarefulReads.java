package dev.sluice.transport.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.Consumer;

/**
 * Buffers to read into. Where direct memory has run out it gives one without room: the read then looks like the peer's end, and
 * Netty closes this connection. Netty's io_uring would let the error through to the event loop, which ends for good with all its
 * connections.
 */
public final class CarefulReads implements RecvByteBufAllocator {
    private final RecvByteBufAllocator sizes;
    private final Consumer<OutOfMemoryError> onExhausted;

    /**
     * @param sizes decides how large a buffer is
     * @param onExhausted told that memory has run out, on the connection's lane
     */
    public CarefulReads(RecvByteBufAllocator sizes, Consumer<OutOfMemoryError> onExhausted) {
        this.sizes = sizes;
        this.onExhausted = onExhausted;
    }

    @Override
    @SuppressWarnings("deprecation") // what newHandle() gives is deprecated, and there is nothing else
    public ExtendedHandle newHandle() {
        return new CarefulHandle((ExtendedHandle) sizes.newHandle());
    }

    private final class CarefulHandle implements ExtendedHandle {
        private final ExtendedHandle handle;

        CarefulHandle(ExtendedHandle handle) {
            this.handle = handle;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            try {
                return handle.allocate(allocator);
            } catch (OutOfMemoryError exhausted) {
                onExhausted.accept(exhausted);
                return Unpooled.EMPTY_BUFFER;
            }
        }

        @Override
        public int guess() {
            return handle.guess();
        }

        @Override
        public void reset(ChannelConfig config) {
            handle.reset(config);
        }

        @Override
        public void incMessagesRead(int count) {
            handle.incMessagesRead(count);
        }

        @Override
        public void lastBytesRead(int bytes) {
            handle.lastBytesRead(bytes);
        }

        @Override
        public int lastBytesRead() {
            return handle.lastBytesRead();
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            handle.attemptedBytesRead(bytes);
        }

        @Override
        public int attemptedBytesRead() {
            return handle.attemptedBytesRead();
        }

        @Override
        public boolean continueReading() {
            return handle.continueReading();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return handle.continueReading(maybeMoreData);
        }

        @Override
        public void readComplete() {
            handle.readComplete();
        }
    }
}
