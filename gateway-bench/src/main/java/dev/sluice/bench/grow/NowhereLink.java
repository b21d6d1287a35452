package dev.sluice.bench.grow;

import dev.sluice.fanout.Tally;
import dev.sluice.fanout.WireFormat;
import dev.sluice.message.MessageKind;
import dev.sluice.session.CloseReason;
import dev.sluice.session.Link;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;

/** A client that takes everything at once. As lean as a class can be, so that what is weighed is the rest. */
final class NowhereLink implements Link {
    private long delivered;

    /** Messages that came from rooms. */
    long delivered() {
        return delivered;
    }

    @Override
    public void deliver(ByteBuf frames, Tally tally) {
        delivered += tally.messages();
        frames.release();
    }

    @Override
    public WireFormat format() {
        return WireFormat.RAW;
    }

    @Override
    public InetAddress remoteAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void send(MessageKind kind, ByteBuf payload) {
        // taken
    }

    @Override
    public void ping(long number) {
        // taken
    }

    @Override
    public void close(CloseReason reason) {
        // it does not end
    }

    @Override
    public void closeSlow() {
        // it is not
    }

    @Override
    public void pauseReading() {
        // it sends nothing by itself
    }

    @Override
    public void resumeReading() {
        // nor then
    }

    @Override
    public boolean isReadingPaused() {
        return false;
    }

    @Override
    public int readingSwitches() {
        return 0;
    }

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public long progress() {
        return 0;
    }
}
