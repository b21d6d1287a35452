package dev.sluice.fanout;

import dev.sluice.message.Publication;
import dev.sluice.message.RoomEvent;
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

    private final WireFormat format;
    private final BatchMemory memory;
    private final LaneMembers room;

    /** Null where readers who are too slow are closed. */
    private final @Nullable Backlog backlog;

    private Seat[] seats = new Seat[FIRST_SEATS];
    private int members;

    private @Nullable ByteBuf frames;
    private Tally written = Tally.NONE;

    /** The frames that their own publishers must not get back, in the order of the batch. */
    private @Nullable OwnFrames own;

    RoomBatch(WireFormat format, LaneMembers room, BatchMemory memory) {
        this.format = format;
        this.room = room;
        this.memory = memory;
        this.backlog = memory.openBacklog(room.room(), format);
    }

    int members() {
        return members;
    }

    /** All members of the same room on the lane, whatever they understand. */
    LaneMembers room() {
        return room;
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
        if (backlog != null) {
            backlog.onLeave(seat);
        }
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
        boolean isOwn = ownSeat != null && ownSeat.batch == this;
        if (ownSeat != null && isOwn) {
            ownSeat.own = ownSeat.own.plus(binary);
            if (own == null) {
                own = memory.takeOwnFrames();
            }
            own.add(ownSeat, start, out.writerIndex());
        }
        wrote(
                out,
                binary,
                publication.offset(),
                isOwn ? ownSeat : null,
                publication.message().collapseKey());
    }

    /**
     * Notes one message, of whatever kind, that has just been written to the batch.
     *
     * @param offset 0: none
     * @param owner the member that must not get it; null: none
     * @param collapseKey what it is the latest word on; null: nothing in particular
     */
    private void wrote(ByteBuf out, boolean binary, long offset, @Nullable Seat owner, @Nullable String collapseKey) {
        written = written.plus(binary);
        if (backlog != null) {
            backlog.mark(out.writerIndex(), binary, offset, owner, collapseKey);
        }
    }

    /** Writes an event behind them; everybody gets it. */
    void append(RoomEvent event, PublicationEncoder encoder, ByteBufAllocator allocator) {
        ByteBuf out = frames;
        if (out == null) {
            out = allocator.directBuffer();
            frames = out;
        }
        int start = out.writerIndex();
        boolean whole = false;
        try {
            encoder.write(event, format, out);
            whole = true;
        } finally {
            if (!whole) {
                out.writerIndex(start);
            }
        }
        wrote(out, false, 0, null, null);
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

    /**
     * Hands every member its copy and forgets the frames.
     *
     * @param last whether nothing else is expected in this turn, so that each member is flushed while it is at hand: a second pass
     *     would find it gone from the processor's cache
     */
    void deliver(boolean last) {
        ByteBuf all = frames;
        if (all == null) {
            return;
        }
        Tally count = written;
        OwnFrames exceptions = own;
        Backlog log = count.messages() == 0 ? null : backlog; // none where memory has run out for the first one
        frames = null;
        written = Tally.NONE;
        own = null;
        // From the end: a member that is thrown out while it is served makes room for one that has been served.
        int i = members - 1;
        try {
            if (log != null) {
                log.begin(all);
            }
            for (; i >= 0; i--) {
                Seat seat = seats[i];
                if (log != null) {
                    log.serve(seat, all, count, exceptions);
                } else if (seat.own.messages() == 0) {
                    seat.outlet().deliver(all.retainedDuplicate(), count);
                } else {
                    Tally foreign = count.minus(seat.own);
                    seat.own = Tally.NONE;
                    if (foreign.messages() > 0 && exceptions != null) {
                        seat.outlet().deliver(exceptions.others(seat, all, memory.outbound()), foreign);
                    }
                }
                if (last) {
                    seat.outlet().flushEarly();
                }
            }
        } finally {
            forgetOwn(i);
            if (log != null) {
                log.end();
            }
            memory.outbound().handedOut(all);
            if (exceptions != null) {
                memory.giveBack(exceptions);
            }
        }
    }

    /** Where memory has run out half-way: what the members up to this one have published is no part of the next batch. */
    private void forgetOwn(int last) {
        for (int i = Math.min(last, members - 1); i >= 0; i--) {
            seats[i].own = Tally.NONE;
        }
    }
}
