package dev.sluice.testing;

import dev.sluice.fanout.Tally;
import dev.sluice.fanout.WireFormat;
import dev.sluice.message.MessageKind;
import dev.sluice.session.CloseReason;
import dev.sluice.session.Link;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection without a socket: notes what it is told to send, and is paused, slow or silent as the test wants it. */
public final class FakeLink implements Link {
    private final List<Long> pings = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final List<CloseReason> closes = new ArrayList<>();
    private int readingPauses;
    private int readingSwitches;
    private long pendingBytes;
    private long progress;

    /** The numbers of all pings. */
    public List<Long> pings() {
        return pings;
    }

    /** All messages: texts as they are, bytes in hexadecimal behind {@code 0x}. */
    public List<String> sent() {
        return sent;
    }

    /** All reasons that the connection was closed for; a real one sends the first only. */
    public List<CloseReason> closes() {
        return closes;
    }

    /** Whether it has been closed. */
    public boolean isClosed() {
        return !closes.isEmpty();
    }

    /** The client's side takes some bytes. */
    public void takeBytes() {
        progress++;
    }

    /** So much waits for the client. */
    public void pendingBytes(long bytes) {
        pendingBytes = bytes;
    }

    @Override
    public InetAddress remoteAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void send(MessageKind kind, ByteBuf payload) {
        sent.add(kind == MessageKind.TEXT ? payload.toString(StandardCharsets.UTF_8) : "0x" + Bytes.toHex(payload));
    }

    @Override
    public void deliver(ByteBuf frames, Tally tally) {
        frames.release();
    }

    @Override
    public WireFormat format() {
        return WireFormat.RAW;
    }

    @Override
    public void ping(long number) {
        pings.add(number);
    }

    @Override
    public void close(CloseReason reason) {
        closes.add(reason);
    }

    @Override
    public void closeSlow() {
        closes.add(CloseReason.SLOW_CONSUMER);
    }

    @Override
    public void pauseReading() {
        readingPauses++;
        readingSwitches++;
    }

    @Override
    public void resumeReading() {
        readingPauses--;
        readingSwitches++;
    }

    @Override
    public boolean isReadingPaused() {
        return readingPauses > 0;
    }

    @Override
    public int readingSwitches() {
        return readingSwitches;
    }

    @Override
    public long pendingBytes() {
        return pendingBytes;
    }

    @Override
    public long progress() {
        return progress;
    }
}
