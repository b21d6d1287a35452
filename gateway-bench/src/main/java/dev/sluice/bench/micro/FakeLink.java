package dev.sluice.bench.micro;

import dev.sluice.fanout.Outlet;
import dev.sluice.fanout.Tally;
import dev.sluice.fanout.WireFormat;
import io.netty.buffer.ByteBuf;

/** A connection without a socket: counts what it gets, and lets go of it. */
final class FakeLink implements Outlet {
    private final WireFormat format;
    private long messages;

    FakeLink(WireFormat format) {
        this.format = format;
    }

    @Override
    public void deliver(ByteBuf frames, Tally tally) {
        messages += tally.messages();
        frames.release();
    }

    @Override
    public WireFormat format() {
        return format;
    }

    long messages() {
        return messages;
    }
}
