package dev.sluice.transport.websocket;

import dev.sluice.lane.OutboundBuffers;
import dev.sluice.protocol.deflate.ConnectionDeflate;
import dev.sluice.protocol.websocket.FrameWriter;
import dev.sluice.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.internal.SystemPropertyUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames. The small ones of a turn are copied into one buffer, because one {@code send} of sixteen messages costs a fraction
 * of sixteen; what is large, or shared with other members of a room, goes out as it lies. Everything leaves in the order in which it
 * came, by one flush at the end of the turn. Confined to the connection's lane; owns the buffer until it is handed to the channel.
 */
final class WebSocketFrameEncoder {
    /** Above this a copy costs more than a buffer of its own in the gathering write. */
    private static final int LARGEST_COPIED_BYTES = 4096;

    /** As much as a socket takes at once; more is handed to the channel before the turn ends. */
    private static final int LARGEST_TURN_BYTES = 64 * 1024;

    private static final int FIRST_TURN_BYTES = 256;

    /** A smaller buffer is watched only where another one waits before it: the first one of each client costs nothing. */
    private static final int SMALLEST_WATCHED_BYTES = 4096;

    /** What Netty counts for each buffer beside its bytes ({@code ChannelOutboundBuffer}, which does not tell). */
    private static final int QUEUE_ENTRY_BYTES =
            SystemPropertyUtil.getInt("io.netty.transport.outboundBufferEntrySizeOverhead", 96);

    private final LaneTurn turn;

    /** Null where the client has not agreed on compression. */
    private final @Nullable ConnectionDeflate deflate;

    /** Null where the frames of rooms can go out as they are. */
    private final @Nullable FrameCompressor compressor;

    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf gathered;
    private boolean awaitsFlush;

    /** Whether TLS stands before the socket, which makes buffers of its own of what is written here. */
    private boolean behindTls;

    /** Whether {@link TlsBacklog} looks at this connection in its next tick; nobody else uses it. */
    boolean awaitsRecount;

    /** What {@link TlsBacklog} counts for this connection. */
    private long backlogBytes;

    /** Bytes taken from sessions and rooms since the connection began. */
    private long acceptedBytes;

    /** Those of them that have been handed to the channel, through TLS. */
    private long flushedBytes;

    WebSocketFrameEncoder(LaneTurn turn, @Nullable ConnectionDeflate deflate) {
        this.turn = turn;
        this.deflate = deflate;
        this.compressor = deflate == null || deflate.sharesFrames() ? null : new FrameCompressor(this);
    }

    /** Begins: what is written here goes out from that place in the pipeline. */
    void attach(ChannelHandlerContext ctx) {
        context = ctx;
        behindTls = ctx.pipeline().get(SslHandler.class) != null;
    }

    /** Gives back what has not been handed to the channel. */
    void release() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }

    /** Writes one frame; the payload is borrowed. Returns the frame's bytes. */
    int writeFrame(Opcode opcode, ByteBuf payload) {
        if (payload.readableBytes() > LARGEST_COPIED_BYTES && !behindTls) {
            turn.outbound().watchSliced(payload);
        }
        return writeFrameOfBatch(opcode, payload);
    }

    /** The same for a part of a batch, which is watched as a whole. */
    int writeFrameOfBatch(Opcode opcode, ByteBuf payload) {
        int length = payload.readableBytes();
        if (deflate != null && !opcode.isControl() && deflate.isWorthTrying(length)) {
            return writeDeflated(opcode, payload, deflate);
        }
        if (length > LARGEST_COPIED_BYTES) {
            FrameWriter.writeHeader(gatheredFor(FrameWriter.LARGEST_SERVER_HEADER_BYTES), opcode, length);
            passGathered();
            pass(payload.retainedSlice());
        } else {
            FrameWriter.write(gatheredFor(length + FrameWriter.LARGEST_SERVER_HEADER_BYTES), opcode, payload);
        }
        int bytes = FrameWriter.headerLength(length) + length;
        accepted(bytes);
        return bytes;
    }

    /** Writes a close frame. Returns its bytes. */
    int writeClose(int code, String reason) {
        ByteBuf out = gatheredFor(FrameWriter.LARGEST_SERVER_HEADER_BYTES);
        int before = out.readableBytes();
        FrameWriter.writeClose(out, code, reason);
        int bytes = out.readableBytes() - before;
        accepted(bytes);
        return bytes;
    }

    /** Writes frames that are ready, and takes them over. Returns their bytes, as they go out. */
    int writeEncoded(ByteBuf frames) {
        if (compressor != null) {
            return compressor.write(frames);
        }
        int bytes = frames.readableBytes();
        passGathered();
        pass(frames);
        accepted(bytes);
        return bytes;
    }

    /** Calls back once the socket has taken all that has been written; never if the connection ends before. */
    void whenTaken(Runnable action) {
        passGathered();
        ChannelPromise taken = context().newPromise();
        taken.addListener(written -> {
            if (written.isSuccess()) {
                action.run();
            }
        });
        pass(Unpooled.EMPTY_BUFFER, taken);
        accepted(0);
    }

    /** The connection, once {@link #attach attached}. */
    Channel channel() {
        return context().channel();
    }

    /** Bytes that are not on the wire, Netty's bookkeeping of them included. */
    long pendingBytes() {
        ChannelOutboundBuffer queue = channel().unsafe().outboundBuffer();
        long waiting = gathered == null ? 0 : gathered.readableBytes();
        return queue == null ? waiting : waiting + queue.totalPendingWriteBytes();
    }

    /**
     * Grows when the socket takes bytes, and by nothing else: what is written may only lower it for a while, by what TLS adds. So it is
     * to be compared with the most that it was.
     */
    long progress() {
        ChannelOutboundBuffer queue = channel().unsafe().outboundBuffer();
        return queue == null
                ? flushedBytes
                : flushedBytes - queue.totalPendingWriteBytes() + (long) queue.size() * QUEUE_ENTRY_BYTES;
    }

    /** What was found at the last {@link #recountBacklog}. */
    long backlogBytes() {
        return backlogBytes;
    }

    /** Looks at what waits behind TLS; how much more it is than the last time. */
    long recountBacklog() {
        long before = backlogBytes;
        backlogBytes = context().isRemoved() ? 0 : pendingBytes();
        return backlogBytes - before;
    }

    /** Hands everything to the socket now rather than at the end of the turn, if there is anything. */
    void flushEarly() {
        if (awaitsFlush) {
            turn.flushedEarly(this);
            flushTurn();
        }
    }

    /** Hands everything to the socket now; where the connection has gone, lets it go. */
    void flushTurn() {
        awaitsFlush = false;
        if (context().isRemoved()) {
            release(); // an answer of another lane may have come late
        } else {
            passGathered();
            if (behindTls) {
                context().flush();
            } else {
                context().channel().unsafe().flush();
            }
            flushedBytes = acceptedBytes;
            if (behindTls) {
                turn.tlsBacklog().onFlush(this);
            }
        }
    }

    private int writeDeflated(Opcode opcode, ByteBuf payload, ConnectionDeflate with) {
        ByteBuf out = gatheredFor(FIRST_TURN_BYTES);
        int before = out.readableBytes();
        with.write(out, opcode, payload);
        int bytes = out.readableBytes() - before;
        accepted(bytes);
        return bytes;
    }

    private void accepted(int bytes) {
        acceptedBytes += bytes;
        if (!awaitsFlush) {
            awaitsFlush = true;
            turn.flushAtEnd(this);
        }
        if (gathered != null && gathered.readableBytes() > LARGEST_TURN_BYTES) {
            passGathered();
        }
    }

    private ByteBuf gatheredFor(int bytes) {
        ByteBuf buffer = gathered;
        if (buffer == null) {
            buffer = OutboundBuffers.allocateOwn(context().alloc(), Math.max(bytes, FIRST_TURN_BYTES));
            gathered = buffer;
        }
        return buffer;
    }

    private void passGathered() {
        ByteBuf buffer = gathered;
        if (buffer != null) {
            gathered = null;
            if (!behindTls && (buffer.capacity() >= SMALLEST_WATCHED_BYTES || isBehind())) {
                turn.outbound().watch(buffer);
            }
            pass(buffer);
        }
    }

    /** Whether the client has not taken what was handed to the channel before. */
    private boolean isBehind() {
        ChannelOutboundBuffer queue = channel().unsafe().outboundBuffer();
        return queue != null && queue.totalPendingWriteBytes() > 0;
    }

    private void pass(ByteBuf bytes) {
        pass(bytes, context().voidPromise());
    }

    private void pass(ByteBuf bytes, ChannelPromise promise) {
        ChannelHandlerContext ctx = context();
        if (behindTls) {
            ctx.write(bytes, promise);
        } else {
            ctx.channel().unsafe().write(bytes, promise);
        }
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return context;
    }
}
