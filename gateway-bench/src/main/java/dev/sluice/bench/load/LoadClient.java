package dev.sluice.bench.load;

import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.protocol.websocket.FrameParser;
import dev.sluice.protocol.websocket.FrameWriter;
import dev.sluice.protocol.websocket.MessageAssembler;
import dev.sluice.protocol.websocket.MessageSink;
import dev.sluice.protocol.websocket.Opcode;
import dev.sluice.protocol.websocket.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection, in the client's role: opens, answers pings, gathers what is sent in a turn into one write, closes. Counts what
 * happens to it. Confined to its thread, but for {@link #opening}.
 */
final class LoadClient extends ChannelInboundHandlerAdapter implements MessageSink {
    /** The story of a connection. */
    private enum State {
        /** Until the server's 101, then OPEN, or ENDED. */
        OPENING,

        /** Until one side's close frame: ours leads to CLOSING, the server's, or the end of the connection, to ENDED. */
        OPEN,

        /** Our close frame is out; the server's answer and its end of the connection lead to ENDED. */
        CLOSING,

        /** Nothing happens any more. */
        ENDED
    }

    /** Enough for what one connection sends in a turn; behind it, the rest waits for the socket. */
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    private static final int OPENING_TIMEOUT_SECONDS = 10;

    /** More than any server sends by default; a peer that sends more is not ours to measure. */
    private static final int MOST_MESSAGE_BYTES = 64 * 1024 * 1024;

    private final LoadThread thread;
    private final Life life;
    private final Target target;
    private final String path;
    private final ClientHandshake handshake;
    private final FrameParser parser = new FrameParser(FrameParser.Role.FROM_SERVER);
    private final CompletableFuture<Optional<String>> opening = new CompletableFuture<>();
    private State state = State.OPENING;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable MessageAssembler assembler;
    private @Nullable ScheduledFuture<?> timeout;

    /** Frames of this turn, not yet written; owned. */
    private @Nullable ByteBuf outgoing;

    private boolean upgraded;
    private boolean reading;
    private boolean serverClosed;
    private long startedNanos;
    private long readNanos;

    LoadClient(LoadThread thread, Target target, String path, String subprotocol, Life life) {
        this.thread = thread;
        this.life = life;
        this.target = target;
        this.path = path;
        handshake = ClientHandshake.asking(subprotocol, thread.random());
    }

    LoadThread thread() {
        return thread;
    }

    /** Completes with what went wrong, or with nothing once the connection is open. */
    CompletableFuture<Optional<String>> opening() {
        return opening;
    }

    /** Whether messages can be sent. */
    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether it was open, and may be still. */
    boolean hasOpened() {
        return upgraded;
    }

    boolean hasEnded() {
        return state == State.ENDED;
    }

    /** Whether it takes another message in this turn without piling it up. */
    boolean isWritable() {
        return state == State.OPEN && ctx != null && ctx.channel().isWritable() && pendingBytes() < SEND_BUFFER_BYTES;
    }

    /** When the bytes that are being handled were read. */
    long readNanos() {
        return readNanos;
    }

    /** Connects and asks for the upgrade. */
    void open() {
        startedNanos = System.nanoTime();
        timeout = thread.loop()
                .schedule(
                        () -> fail("no answer within " + OPENING_TIMEOUT_SECONDS + " s"),
                        OPENING_TIMEOUT_SECONDS,
                        TimeUnit.SECONDS);
        thread.connect(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        target.tls().ifPresent(tls -> channel.pipeline()
                                .addLast(tls.newHandler(channel.alloc(), target.host(), target.port())));
                        channel.pipeline().addLast(new HttpClientCodec()).addLast(LoadClient.this);
                    }
                })
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        fail(kindOf(connected.cause()));
                    }
                });
    }

    /** Sends one message; the payload's indices stay. It is written with {@link #flush}. */
    void send(Opcode opcode, ByteBuf payload) {
        if (state == State.OPEN) {
            write(opcode, payload);
        }
    }

    /** Sends a ping, like {@link #send}. */
    void ping() {
        send(Opcode.PING, Unpooled.EMPTY_BUFFER);
    }

    /** Writes what was sent in this turn; in the middle of a read only what is much, as the rest follows at its end. */
    void flush() {
        if (!reading || pendingBytes() >= SEND_BUFFER_BYTES) {
            writeOut();
        }
    }

    /** Begins the closing handshake, or ends a connection that is not open yet. */
    void close() {
        if (state == State.OPEN) {
            writeClose(CloseCode.NORMAL);
            state = State.CLOSING;
            writeOut();
        } else if (state == State.OPENING) {
            fail("given up while it was opening");
        }
    }

    /** Cuts a connection whose closing handshake does not end. */
    void cut() {
        if (state == State.CLOSING) {
            thread.recorder().error("no end of the connection behind our close frame");
            end();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ctx = context;
        if (state == State.ENDED) {
            context.close();
            return;
        }
        context.writeAndFlush(handshake.request(target.authority(), path), context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        try {
            if (message instanceof HttpResponse response) {
                handshake.fault(response).ifPresent(this::fail);
            }
            if (message instanceof LastHttpContent && state == State.OPENING) {
                upgrade(context);
            } else if (message instanceof ByteBuf bytes && upgraded) {
                readFrames(bytes);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (state == State.OPEN && context.channel().isWritable()) {
            life.onWritable(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        switch (state) {
            case OPENING -> fail("connection ended during the handshake");
            case OPEN -> drop("ended without a close frame");
            case CLOSING -> {
                if (!serverClosed) {
                    thread.recorder().error("our close frame was not answered");
                }
                end();
            }
            case ENDED -> {}
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        String kind = cause instanceof IOException
                ? kindOf(cause)
                : ClientTls.fault(cause).orElseGet(cause::toString);
        switch (state) {
            case OPENING -> fail(kind);
            case OPEN -> drop(kind);
            case CLOSING -> {
                thread.recorder().error("while closing: " + kind);
                end();
            }
            case ENDED -> {}
        }
    }

    @Override
    public void onText(ByteBuf payload) {
        onMessage(payload);
    }

    @Override
    public void onBinary(ByteBuf payload) {
        onMessage(payload);
    }

    @Override
    public void onPing(ByteBuf payload) {
        if (state == State.OPEN) {
            thread.recorder().increment(Count.PINGS);
            write(Opcode.PONG, payload);
        }
    }

    @Override
    public void onPong(ByteBuf payload) {
        if (state == State.OPEN) {
            life.onPong();
        }
    }

    @Override
    public void onClose(int code, String reason) {
        serverClosed = true;
        if (state == State.OPEN) {
            writeClose(code == CloseCode.NO_STATUS ? CloseCode.NORMAL : code);
            writeOut();
            drop(reason.isEmpty() ? "closed with " + code : "closed with " + code + " " + reason);
        }
    }

    private void onMessage(ByteBuf payload) {
        if (state == State.OPEN) {
            life.onMessage(this, payload);
        }
    }

    private void upgrade(ChannelHandlerContext context) {
        state = State.OPEN;
        upgraded = true;
        cancelTimeout();
        assembler = new MessageAssembler(context.alloc(), MOST_MESSAGE_BYTES, 0, this);
        HttpClientCodec http = context.pipeline().get(HttpClientCodec.class);
        http.removeOutboundHandler();
        readNanos = System.nanoTime();
        thread.recorder().opened(readNanos);
        opening.complete(Optional.empty());
        life.onOpen(this, startedNanos);
        // Now that all is ready: it hands on the frames that it has read behind the server's answer.
        context.pipeline().remove(http);
        flush();
    }

    private void readFrames(ByteBuf bytes) {
        if (assembler == null || state == State.ENDED) {
            return;
        }
        readNanos = System.nanoTime();
        thread.recorder().add(Count.RECEIVED_BYTES, bytes.readableBytes());
        thread.recorder().addMeasured(Count.MEASURED_BYTES, bytes.readableBytes(), readNanos);
        try {
            parser.read(bytes, assembler);
        } catch (ProtocolViolation violation) {
            drop("the server broke the protocol: " + violation.reason());
        }
    }

    private void write(Opcode opcode, ByteBuf payload) {
        if (ctx == null) {
            return;
        }
        ByteBuf out = outgoing == null ? ctx.alloc().buffer() : outgoing;
        outgoing = out;
        int before = out.readableBytes();
        FrameWriter.writeMasked(out, opcode, payload, thread.random().nextInt());
        thread.recorder().add(Count.SENT_BYTES, out.readableBytes() - before);
    }

    private void writeOut() {
        if (outgoing != null && ctx != null) {
            ByteBuf bytes = outgoing;
            outgoing = null;
            ctx.writeAndFlush(bytes, ctx.voidPromise());
        }
    }

    private void writeClose(int code) {
        write(Opcode.CLOSE, Unpooled.copyShort(code));
    }

    private int pendingBytes() {
        return outgoing == null ? 0 : outgoing.readableBytes();
    }

    private void fail(String kind) {
        if (state == State.OPENING) {
            thread.recorder().increment(Count.FAILED);
            thread.recorder().error(kind);
            state = State.ENDED;
            opening.complete(Optional.of(kind));
            finish();
        }
    }

    private void drop(String kind) {
        if (state == State.OPEN) {
            thread.recorder().increment(Count.DROPPED);
            thread.recorder().error(kind);
            state = State.ENDED;
            finish();
        }
    }

    private void end() {
        if (state == State.CLOSING) {
            thread.recorder().increment(Count.CLOSED);
            state = State.ENDED;
            finish();
        }
    }

    private void finish() {
        cancelTimeout();
        if (assembler != null) {
            assembler.release();
        }
        if (outgoing != null) {
            outgoing.release();
            outgoing = null;
        }
        if (ctx != null) {
            // Behind what is still being written, such as the answer to the server's close frame.
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
        life.onEnd(this);
    }

    private void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    private static String kindOf(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        if (text.contains("refused")) {
            return "connection refused";
        }
        return text.contains("reset") ? "connection reset" : text;
    }
}
