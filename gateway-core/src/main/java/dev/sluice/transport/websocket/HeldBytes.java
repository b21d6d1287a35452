package dev.sluice.transport.websocket;

import dev.sluice.limit.ByteBudget;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Bytes that have come before they can be read as frames. Nothing more is read from the socket meanwhile, so that they are what a read
 * or two have brought. Owns the buffers. Confined to the connection's lane.
 */
final class HeldBytes {
    /** Several reads of the largest size. */
    private static final int MOST_BYTES = 256 * 1024;

    private final ByteBudget memory;
    private final Queue<ByteBuf> pieces = new ArrayDeque<>();
    private int bytes;

    /** @param memory what all connections of the lane may hold together */
    HeldBytes(ByteBudget memory) {
        this.memory = memory;
    }

    /** Takes a buffer over; false if there is no room for it, and then it is released. */
    boolean add(ByteBuf piece) {
        int more = piece.readableBytes();
        if (more > MOST_BYTES - bytes || !memory.tryCharge(more)) {
            piece.release();
            return false;
        }
        bytes += more;
        pieces.add(piece);
        return true;
    }

    /** Hands all of them over, in order. */
    void handOn(Consumer<ByteBuf> to) {
        discharge();
        for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            to.accept(piece);
        }
    }

    /** Releases all of them. */
    void release() {
        handOn(ByteBuf::release);
    }

    private void discharge() {
        memory.discharge(bytes);
        bytes = 0;
    }
}
