package dev.sluice.fanout;

import dev.sluice.lane.Lane;
import dev.sluice.lane.OutboundBuffers;
import dev.sluice.message.RoomName;
import dev.sluice.metric.Label;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.NamespaceBook;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Which rooms of a lane have a {@link Backlog}, and what those share. Confined to the lane. */
final class Backlogs {
    /** A notice with a name and offsets of the usual length. */
    private static final int GAP_BYTES = 128;

    private static final int MOST_SPARE = 64;

    private final Lane lane;
    private final LaneMeters meters;
    private final PublicationEncoder encoder;
    private final ByteBufAllocator allocator;
    private final NamespaceBook namespaces;
    private final int mostBytes;

    private final Deque<Marks> spare = new ArrayDeque<>();

    /** @param mostBytes that may wait in one backlog */
    Backlogs(
            Lane lane,
            LaneMeters meters,
            PublicationEncoder encoder,
            ByteBufAllocator allocator,
            NamespaceBook namespaces,
            int mostBytes) {
        this.lane = lane;
        this.meters = meters;
        this.encoder = encoder;
        this.allocator = allocator;
        this.namespaces = namespaces;
        this.mostBytes = mostBytes;
    }

    /** The backlog of a room's members who understand one format; null where readers who are too slow are closed. */
    @Nullable
    Backlog open(RoomName room, WireFormat format) {
        return switch (namespaces.current().rulesOf(room).slowConsumer()) {
            case DISCONNECT -> null;
            case DROP_OLDEST -> new RecentMessages(this, null);
            case KEEP_LATEST -> new LatestMessages(this);
            case SKIP_TO_LIVE -> new RecentMessages(this, new GapNotice(room, format, this));
        };
    }

    /** Frames of so many bytes, to be kept for some members; watched until they have taken them. The caller owns them. */
    ByteBuf copy(ByteBuf frames, int start, int end) {
        ByteBuf copy = OutboundBuffers.allocateOwn(allocator, end - start);
        copy.writeBytes(frames, start, end - start);
        outbound().watch(copy);
        return copy;
    }

    /** Empty ones, to be given back unless they are kept. */
    Marks takeMarks() {
        Marks kept = spare.poll();
        return kept == null ? new Marks() : kept;
    }

    void giveBack(Marks marks) {
        if (marks.clear() && spare.size() < MOST_SPARE) {
            spare.push(marks);
        }
    }

    /** Tells a member what it has lost. */
    void tellGap(Outlet outlet, RoomName room, long from, long to) {
        ByteBuf frame = OutboundBuffers.allocateOwn(allocator, GAP_BYTES);
        encoder.writeGap(room, from, to, frame);
        outbound().watch(frame);
        outlet.deliverHeld(frame, Tally.NONE.plus(false));
    }

    void countDropped(Label.Drop reason, long messages) {
        meters.add(MeterName.MESSAGES_DROPPED, reason, messages);
    }

    void countLaggard(Label.SlowConsumer policy) {
        meters.increment(MeterName.SLOW_CONSUMERS, policy);
    }

    /** The buffers that wait for the sockets of the lane. */
    OutboundBuffers outbound() {
        return lane.memory().outbound();
    }

    int mostBytes() {
        return mostBytes;
    }

    long nowNanos() {
        return lane.nowNanos();
    }
}
