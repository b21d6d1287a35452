package dev.sluice.fanout;

import dev.sluice.message.Publication;
import dev.sluice.message.RoomEvent;
import dev.sluice.message.RoomName;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of one room on one lane, and what this turn has brought them. Confined to the lane. */
final class LaneMembers {
    private final RoomName room;

    /** One for each wire format in use: almost always one. */
    private final List<RoomBatch> batches = new ArrayList<>(1);

    private final BatchMemory memory;
    private boolean dirty;

    LaneMembers(RoomName room, BatchMemory memory) {
        this.room = room;
        this.memory = memory;
    }

    /** The name that all its members share. */
    RoomName room() {
        return room;
    }

    void add(Seat seat) {
        batchOf(seat.outlet().format()).add(seat);
    }

    /** Takes a seat out, unless that has happened meanwhile. */
    void remove(Seat seat) {
        RoomBatch batch = seat.batch;
        if (batch != null) {
            batch.remove(seat);
        }
    }

    boolean isEmpty() {
        return members() == 0;
    }

    int members() {
        int members = 0;
        for (int i = 0; i < batches.size(); i++) {
            members += batches.get(i).members();
        }
        return members;
    }

    /** Bytes that wait for the end of the turn. */
    int bytes() {
        int bytes = 0;
        for (int i = 0; i < batches.size(); i++) {
            bytes += batches.get(i).bytes();
        }
        return bytes;
    }

    /**
     * Writes a publication behind those that the turn has brought before; true if it is the first one.
     *
     * @param own the publisher's seat, if it sits on this lane and must not get the message back
     */
    boolean append(
            Publication publication, @Nullable Seat own, PublicationEncoder encoder, ByteBufAllocator allocator) {
        for (int i = 0; i < batches.size(); i++) {
            RoomBatch batch = batches.get(i);
            if (batch.members() > 0) {
                batch.append(publication, own, encoder, allocator);
            }
        }
        boolean first = !dirty;
        dirty = true;
        return first;
    }

    /** Writes an event behind them, for members who speak the envelope; true if it is the first thing that the turn brings. */
    boolean append(RoomEvent event, PublicationEncoder encoder, ByteBufAllocator allocator) {
        boolean appended = false;
        for (int i = 0; i < batches.size(); i++) {
            RoomBatch batch = batches.get(i);
            if (batch.members() > 0 && batch.format().isEnvelope()) {
                batch.append(event, encoder, allocator);
                appended = true;
            }
        }
        boolean first = appended && !dirty;
        dirty |= appended;
        return first;
    }

    /** Hands every member what the turn has brought. */
    void deliver() {
        deliver(false);
    }

    /** The same as the last room of its turn. */
    void deliverLast() {
        deliver(true);
    }

    private void deliver(boolean last) {
        dirty = false;
        for (int i = 0; i < batches.size(); i++) {
            batches.get(i).deliver(last);
        }
    }

    private RoomBatch batchOf(WireFormat format) {
        for (RoomBatch batch : batches) {
            if (batch.format() == format) {
                return batch;
            }
        }
        RoomBatch batch = new RoomBatch(format, this, memory);
        batches.add(batch);
        return batch;
    }
}
