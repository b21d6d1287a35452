package dev.sluice.transport.websocket;

import dev.sluice.fanout.Tally;
import dev.sluice.fanout.Waiter;
import dev.sluice.fanout.WireFormat;
import dev.sluice.message.MessageKind;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.protocol.websocket.ClosingHandshake;
import dev.sluice.protocol.websocket.Opcode;
import dev.sluice.session.CloseReason;
import dev.sluice.session.Link;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket's way out: frames what a session sends, bounds what a slow reader leaves unread, and sends the one close frame.
 * Confined to the connection's lane.
 */
final class WebSocketLink implements Link {
    /** What a client may have under way when it is told the end; its close frame comes behind. */
    private static final int MOST_BYTES_AFTER_CLOSE = 1024 * 1024;

    private final WebSocketFrameEncoder encoder;
    private final LaneTransport lane;
    private final WireFormat format;
    private final InetAddress remoteAddress;
    private ClosingHandshake closing = ClosingHandshake.OPEN;
    private int readingPauses;
    private int readingSwitches;
    private int bytesAfterClose;

    /** Why the connection ends, as far as is known. */
    private @Nullable CloseReason reason;

    private Label.Initiator initiator = Label.Initiator.CLIENT;

    /** Null while no room holds anything back. */
    private @Nullable Waiters waiters;

    WebSocketLink(WebSocketFrameEncoder encoder, LaneTransport lane, WireFormat format, InetAddress remoteAddress) {
        this.encoder = encoder;
        this.lane = lane;
        this.format = format;
        this.remoteAddress = remoteAddress;
    }

    @Override
    public WireFormat format() {
        return format;
    }

    @Override
    public InetAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public void send(MessageKind kind, ByteBuf payload) {
        // A session's own answers are also held back by not reading; one message of the largest size may stand before
        // that bites.
        if (isWritable(1, (long) lane.limits().pendingBytes() + lane.limits().messageBytes())) {
            boolean text = kind == MessageKind.TEXT;
            count(text ? Label.Kind.TEXT : Label.Kind.BINARY, 1);
            sent(encoder.writeFrame(text ? Opcode.TEXT : Opcode.BINARY, payload));
        }
    }

    @Override
    public void deliver(ByteBuf frames, Tally tally) {
        deliver(frames, tally, lane.limits().pendingBytes());
    }

    @Override
    public void deliverHeld(ByteBuf frames, Tally tally) {
        deliver(frames, tally, Long.MAX_VALUE);
    }

    private void deliver(ByteBuf frames, Tally tally, long mostPendingBytes) {
        if (!isWritable(tally.messages(), mostPendingBytes)) {
            frames.release();
            return;
        }
        count(Label.Kind.TEXT, tally.text());
        count(Label.Kind.BINARY, tally.binary());
        sent(encoder.writeEncoded(frames));
    }

    @Override
    public void flushEarly() {
        encoder.flushEarly();
    }

    @Override
    public boolean isBehind() {
        return closing.maySend() && !isChannelWritable();
    }

    @Override
    public void addWaiter(Waiter waiter) {
        if (waiters == null) {
            waiters = new Waiters();
        }
        waiters.add(waiter);
    }

    @Override
    public void removeWaiter(Waiter waiter) {
        if (waiters != null && waiters.remove(waiter)) {
            waiters = null;
        }
    }

    /** Lets rooms go on that hold something back, if the client is not behind. */
    void serveWaiters() {
        if (waiters != null && waiters.serve(this)) {
            waiters = null;
        }
    }

    @Override
    public void whenTaken(Runnable action) {
        if (closing.maySend()) {
            encoder.whenTaken(() -> lane.soon(action)); // not at once: a fast reader would keep the lane for itself
        }
    }

    @Override
    public void ping(long number) {
        if (closing.maySend()) {
            count(Label.Kind.PING, 1);
            sent(encoder.writeFrame(Opcode.PING, Unpooled.copyLong(number)));
        }
    }

    void pong(ByteBuf payload) {
        if (closing.maySend()) {
            count(Label.Kind.PONG, 1);
            sent(encoder.writeFrame(Opcode.PONG, payload));
        }
    }

    @Override
    public void close(CloseReason why) {
        sendClose(why, Label.Initiator.SERVER);
    }

    /** The peer broke the protocol: nothing more can be read, so the connection ends as soon as it has been told. */
    void fail(CloseReason why) {
        if (!reads()) {
            return; // what comes behind the end is not looked at, however wrong
        }
        sendClose(why, Label.Initiator.SERVER);
        closing = ClosingHandshake.COMPLETE;
        encoder.flushTurn();
        lane.shutDown(encoder.channel());
    }

    @Override
    public void closeSlow() {
        if (closing.maySend()) {
            lane.meters().increment(MeterName.SLOW_CONSUMERS, Label.SlowConsumer.DISCONNECT);
            close(CloseReason.SLOW_CONSUMER);
            if (lane.overloadedNanos(lane.nowNanos()) > 0) {
                lane.cutSoon(encoder.channel()); // others wait for what lies before the close frame
            }
        }
    }

    /** Bytes have come though our close frame is out; true if too many have come without the peer's. */
    boolean endIfFlooded(int bytes) {
        bytesAfterClose += bytes;
        if (bytesAfterClose <= MOST_BYTES_AFTER_CLOSE) {
            return false;
        }
        closing = ClosingHandshake.COMPLETE;
        encoder.flushTurn(); // the close frame may be of this turn
        lane.shutDown(encoder.channel());
        return true;
    }

    /** The peer has sent its close frame: answers it, unless ours is out, and ends the connection (RFC 6455, 5.5.1). */
    void onPeerClose(int code, String text) {
        int echoed = code == CloseCode.NO_STATUS ? CloseCode.NORMAL : code;
        if (sendClose(new CloseReason(echoed, ""), Label.Initiator.CLIENT)) {
            reason = new CloseReason(code, text);
        }
        closing = ClosingHandshake.COMPLETE;
        encoder.flushTurn();
        lane.end(encoder.channel());
    }

    /** The peer has ended its half of TLS without a close frame, which means what the end of a plain stream does. */
    void onPeerEnd() {
        if (reads()) {
            closing = ClosingHandshake.COMPLETE;
            encoder.flushTurn();
            lane.shutDown(encoder.channel());
        }
    }

    @Override
    public boolean isOpen() {
        return closing == ClosingHandshake.OPEN;
    }

    /** Whether frames are still read, if only to find the peer's close frame. */
    boolean reads() {
        return closing != ClosingHandshake.COMPLETE;
    }

    /** Whether what waits for the client is below Netty's mark. */
    boolean isChannelWritable() {
        return encoder.channel().isWritable();
    }

    /** Why the connection has ended, once it has. */
    CloseReason endReason() {
        return reason == null ? new CloseReason(CloseCode.ABNORMAL, "") : reason;
    }

    Label.Initiator initiator() {
        return initiator;
    }

    @Override
    public void pauseReading() {
        readingSwitches++;
        if (readingPauses++ == 0 && isOpen()) {
            encoder.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void resumeReading() {
        readingSwitches++;
        if (--readingPauses == 0) {
            encoder.channel().config().setAutoRead(true);
        }
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
        return encoder.pendingBytes() + (waiters == null ? 0 : waiters.bytes());
    }

    @Override
    public long progress() {
        return encoder.progress();
    }

    private boolean isWritable(int messages, long mostPendingBytes) {
        if (!closing.maySend()) {
            lane.meters().add(MeterName.MESSAGES_DROPPED, Label.Drop.CLOSING, messages);
            return false;
        }
        if (encoder.pendingBytes() > mostPendingBytes) {
            lane.meters().add(MeterName.MESSAGES_DROPPED, Label.Drop.SLOW_CONSUMER, messages);
            closeSlow();
            return false;
        }
        return true;
    }

    private boolean sendClose(CloseReason why, Label.Initiator by) {
        if (!closing.maySend()) {
            return false;
        }
        closing = closing.sent();
        reason = why;
        initiator = by;
        lane.cutLater(encoder.channel()); // a peer that leaves something unread never gets the frame, and may never end
        if (by == Label.Initiator.SERVER) {
            countBreach(why.code());
        }
        count(Label.Kind.CLOSE, 1);
        sent(encoder.writeClose(why.code(), why.text()));
        discardWaiters();
        if (readingPauses > 0) {
            encoder.channel()
                    .config()
                    .setAutoRead(true); // or the peer's answer would never be seen; what else comes is dropped
        }
        return true;
    }

    private void discardWaiters() {
        Waiters discarded = waiters;
        waiters = null;
        if (discarded != null) {
            discarded.discard();
        }
    }

    private void countBreach(int code) {
        switch (code) {
            case CloseCode.PROTOCOL_ERROR -> countBreach(Label.Breach.PROTOCOL);
            case CloseCode.TYPE_NOT_ACCEPTED -> countBreach(Label.Breach.TYPE_NOT_ACCEPTED);
            case CloseCode.BAD_DATA -> countBreach(Label.Breach.BAD_DATA);
            case CloseCode.TOO_BIG -> countBreach(Label.Breach.TOO_BIG);
            case CloseCode.POLICY -> countBreach(Label.Breach.POLICY);
            case CloseCode.OVERLOADED -> countBreach(Label.Breach.OVERLOADED);
            case CloseCode.RATE_LIMITED -> countBreach(Label.Breach.RATE_LIMITED);
            default -> {
                // not for what the client sent
            }
        }
    }

    private void countBreach(Label.Breach breach) {
        lane.meters().increment(MeterName.PROTOCOL_ERRORS, breach);
    }

    private void count(Label.Kind kind, int messages) {
        lane.meters().add(MeterName.MESSAGES_SENT, kind, messages);
    }

    private void sent(int bytes) {
        lane.meters().add(MeterName.SENT_BYTES, bytes);
    }
}
