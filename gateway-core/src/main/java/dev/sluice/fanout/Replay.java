package dev.sluice.fanout;

import dev.sluice.lane.OutboundBuffers;
import dev.sluice.message.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/** Messages of a room's past, for one member alone. */
final class Replay {
    private Replay() {}

    /** Writes them into one buffer, and hands that over. */
    static void deliver(
            Outlet to,
            List<Publication> past,
            PublicationEncoder encoder,
            ByteBufAllocator allocator,
            OutboundBuffers outbound) {
        int payloadBytes = 0;
        for (Publication publication : past) {
            payloadBytes += publication.message().payload().readableBytes();
        }
        ByteBuf frames = OutboundBuffers.allocateOwn(allocator, payloadBytes);
        Tally tally = Tally.NONE;
        boolean whole = false;
        try {
            for (Publication publication : past) {
                encoder.write(publication, to.format(), frames);
                tally = tally.plus(to.format().isBinary(publication));
            }
            whole = true;
        } finally {
            if (!whole) {
                frames.release(); // half a frame would be the end of the member
            }
        }
        outbound.watch(frames);
        to.deliver(frames, tally);
    }
}
