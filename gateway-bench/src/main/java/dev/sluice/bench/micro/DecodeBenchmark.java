package dev.sluice.bench.micro;

import dev.sluice.protocol.websocket.FrameParser;
import dev.sluice.protocol.websocket.MessageAssembler;
import dev.sluice.protocol.websocket.MessageSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One frame of a read of sixteen: its header read, its payload unmasked and checked to be UTF-8, the message handed on. Both sides
 * work in a pipeline, on a direct buffer that is filled anew for each read; {@link #nothingButTheCopy} is what that costs.
 */
public class DecodeBenchmark extends LaneBenchmark {
    private static final int MOST_BYTES = 64 * 1024;

    /** What is in the read: a realistic mix, frames of eight bytes that are not text, or texts of so many bytes. */
    @Param({"mix", "binary8", "128", "256", "1024", "korean1024"})
    public String shape = "mix";

    private byte[] wire = {};
    private ByteBuf read = Unpooled.EMPTY_BUFFER;
    private final Payloads payloads = new Payloads();
    private final EmbeddedChannel ours = new EmbeddedChannel(new Ours(payloads));
    private final EmbeddedChannel netty = new EmbeddedChannel(
            new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(MOST_BYTES)
                    .expectMaskedFrames(true)
                    .build()),
            new Utf8FrameValidator(),
            payloads);

    /** Fills the read. */
    @Setup(Level.Trial)
    public void fill() {
        wire = Frames.read(shape);
        read = ByteBufAllocator.DEFAULT.directBuffer(wire.length);
    }

    /** Gives it back. */
    @TearDown(Level.Trial)
    public void release() {
        read.release();
        ours.finishAndReleaseAll();
        netty.finishAndReleaseAll();
    }

    /** This project's parser and assembler. */
    @Benchmark
    @OperationsPerInvocation(Frames.COUNT)
    public long ours() {
        return through(ours);
    }

    /** Netty's decoder and its validator. */
    @Benchmark
    @OperationsPerInvocation(Frames.COUNT)
    public long netty() {
        return through(netty);
    }

    /** Filling the read. */
    @Benchmark
    @OperationsPerInvocation(Frames.COUNT)
    public long nothingButTheCopy() {
        read.setIndex(0, 0).writeBytes(wire);
        return read.writerIndex();
    }

    private long through(EmbeddedChannel channel) {
        read.setIndex(0, 0).writeBytes(wire);
        channel.pipeline().fireChannelRead(read.retain()).fireChannelReadComplete();
        return payloads.bytes;
    }

    /** The end of either pipeline: looks at each payload and lets go of it. */
    private static final class Payloads extends ChannelInboundHandlerAdapter implements MessageSink {
        private long bytes;

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            WebSocketFrame frame = (WebSocketFrame) message;
            add(frame.content());
            frame.release();
        }

        @Override
        public void onText(ByteBuf payload) {
            add(payload);
        }

        @Override
        public void onBinary(ByteBuf payload) {
            add(payload);
        }

        @Override
        public void onPing(ByteBuf payload) {
            add(payload);
        }

        @Override
        public void onPong(ByteBuf payload) {
            add(payload);
        }

        @Override
        public void onClose(int code, String reason) {
            throw new AssertionError("nobody closes here");
        }

        private void add(ByteBuf payload) {
            bytes += payload.readableBytes();
        }
    }

    private static final class Ours extends ChannelInboundHandlerAdapter {
        private final FrameParser parser = new FrameParser(FrameParser.Role.FROM_CLIENT);
        private final MessageAssembler assembler;

        Ours(MessageSink sink) {
            assembler = new MessageAssembler(ByteBufAllocator.DEFAULT, MOST_BYTES, 0, sink);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            try {
                parser.read(bytes, assembler);
            } finally {
                bytes.release();
            }
        }
    }
}
