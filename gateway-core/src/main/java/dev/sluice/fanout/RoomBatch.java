package dev.sluice.fanout;

import dev.sluice.lane.OutboundBuffers;
import dev.sluice.message.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The members of one room, on one lane, who understand one wire format, and the frames that this turn has brought them. Confined to
 * the lane. Owns the frames until they are delivered.
 */
final class RoomBatch {
    private static final int FIRST_SEATS = 2;
    private static final int FIRST_OWN_FRAMES = 4;

    private final WireFormat format;
    private final OutboundBuffers outbound;
    private Seat[] seats = new Seat[FIRST_SEATS];
    private int members;

    private @Nullable ByteBuf frames;
    private Tally tally = Tally.NONE;

    /** The frames that their own publishers must not get back, in the order of the batch. */
    private @Nullable OwnFrames own;

    RoomBatch(WireFormat format, OutboundBuffers outbound) {
        this.format = format;
        this.outbound = outbound;
    }

    int members() {
        return members;
    }

    WireFormat format() {
        return format;
    }

    int bytes() {
        return frames == null ? 0 : frames.readableBytes();
    }

    void add(Seat seat) {
        if (members == seats.length) {
            seats = Arrays.copyOf(seats, members * 2);
        }
        seat.batch = this;
        seat.index = members;
        seats[members++] = seat;
    }

    void remove(Seat seat) {
        Seat last = seats[--members];
        seats[seat.index] = last;
        last.index = seat.index;
        seats[members] = null;
        seat.batch = null;
        if (members < seats.length / 4 && seats.length > FIRST_SEATS) {
            seats = Arrays.copyOf(seats, seats.length / 2);
        }
    }

    /** Writes a publication behind those that the turn has brought before. */
    void append(
            Publication publication, @Nullable Seat ownSeat, PublicationEncoder encoder, ByteBufAllocator allocator) {
        ByteBuf out = frames;
        if (out == null) {
            out = allocator.directBuffer();
            frames = out;
        }
        int start = out.writerIndex();
        write(publication, encoder, out);
        boolean binary = format.isBinary(publication);
        tally = tally.plus(binary);
        if (ownSeat != null && ownSeat.batch == this) {
            ownSeat.own = ownSeat.own.plus(binary);
            if (own == null) {
                own = new OwnFrames();
            }
            own.add(ownSeat, start, out.writerIndex());
        }
    }

    /** Writes a whole frame or, where memory has run out, nothing: half a frame would be the end of every member. */
    private void write(Publication publication, PublicationEncoder encoder, ByteBuf out) {
        int start = out.writerIndex();
        boolean whole = false;
        try {
            encoder.write(publication, format, out);
            whole = true;
        } finally {
            if (!whole) {
                out.writerIndex(start);
            }
        }
    }

    /** Hands every member its copy and forgets the frames. */
    void deliver() {
        ByteBuf all = frames;
        if (all == null) {
            return;
        }
        Tally count = tally;
        OwnFrames exceptions = own;
        frames = null;
        tally = Tally.NONE;
        own = null;
        try {
            // From the end: a member that is thrown out while it is served makes room for one that has been served.
            for (int i = members - 1; i >= 0; i--) {
                Seat seat = seats[i];
                if (seat.own.messages() == 0) {
                    seat.outlet().deliver(all.retainedDuplicate(), count);
                    continue;
                }
                Tally foreign = count.minus(seat.own);
                seat.own = Tally.NONE;
                if (foreign.messages() > 0 && exceptions != null) {
                    exceptions.deliverOthers(seat, all, foreign, outbound);
                }
            }
        } finally {
            outbound.handedOut(all);
        }
    }

    /** Which parts of a batch were published by which of its members. */
    private static final class OwnFrames {
        private Seat[] publishers = new Seat[FIRST_OWN_FRAMES];
        private int[] starts = new int[FIRST_OWN_FRAMES];
        private int[] ends = new int[FIRST_OWN_FRAMES];
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

        /** Copies a batch without one member's own frames and hands it to that member. */
        void deliverOthers(Seat seat, ByteBuf all, Tally foreign, OutboundBuffers outbound) {
            // Exactly what it holds: a reader that leaves it unread counts by its bytes, and must not pin a whole
            // batch.
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
            seat.outlet().deliver(others, foreign);
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
}
