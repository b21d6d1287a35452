package dev.sluice.fanout;

import dev.sluice.lane.OutboundBuffers;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Which parts of a batch were published by which of its members, in the order of the batch. Confined to the lane. */
final class OwnFrames {
    private static final int FIRST_SIZE = 4;
    private static final int MOST_KEPT = 64;

    private Seat[] publishers = new Seat[FIRST_SIZE];
    private int[] starts = new int[FIRST_SIZE];
    private int[] ends = new int[FIRST_SIZE];
    private int size;

    void add(Seat publisher, int start, int end) {
        if (size == publishers.length) {
            publishers = Arrays.copyOf(publishers, size * 2);
            starts = Arrays.copyOf(starts, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
        }
        publishers[size] = publisher;
        starts[size] = start;
        ends[size++] = end;
    }

    /** A copy of a batch without one member's own frames, which the caller owns. */
    ByteBuf others(Seat seat, ByteBuf all, OutboundBuffers outbound) {
        // Exactly what it holds: a reader that leaves it unread counts by its bytes, and must not pin a whole batch.
        ByteBuf others = OutboundBuffers.allocateOwn(all.alloc(), all.readableBytes() - bytesOf(seat));
        int position = all.readerIndex();
        for (int i = 0; i < size; i++) {
            if (publishers[i] == seat) {
                others.writeBytes(all, position, starts[i] - position);
                position = ends[i];
            }
        }
        others.writeBytes(all, position, all.writerIndex() - position);
        outbound.watch(others);
        return others;
    }

    /** Forgets everything; false if it has grown too large to be worth keeping. */
    boolean clear() {
        Arrays.fill(publishers, 0, size, null);
        size = 0;
        return publishers.length <= MOST_KEPT;
    }

    private int bytesOf(Seat publisher) {
        int bytes = 0;
        for (int i = 0; i < size; i++) {
            if (publishers[i] == publisher) {
                bytes += ends[i] - starts[i];
            }
        }
        return bytes;
    }
}
