package dev.sluice.bench.micro;

import dev.sluice.protocol.websocket.FrameWriter;
import dev.sluice.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.util.ReferenceCountUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Framing a server's message. Ours is written into the batch of a turn, a buffer that is there already; Netty's goes through its
 * handler, which makes a buffer, or two, for each frame. That is how either is used, so the difference is not the header's alone.
 */
public class EncodeBenchmark extends LaneBenchmark {
    /** Bytes of payload. */
    @Param({"64", "1024"})
    public int length;

    private ByteBuf payload = Unpooled.EMPTY_BUFFER;
    private ByteBuf batch = Unpooled.EMPTY_BUFFER;
    private final EmbeddedChannel netty = new EmbeddedChannel(new Release(), new WebSocket13FrameEncoder(false));

    /** Fills the payload. */
    @Setup
    public void fill() {
        payload = ByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(Frames.text("ascii", length));
        batch = ByteBufAllocator.DEFAULT.directBuffer(length + FrameWriter.LARGEST_SERVER_HEADER_BYTES);
    }

    /** Gives it back. */
    @TearDown
    public void release() {
        payload.release();
        batch.release();
        netty.finishAndReleaseAll();
    }

    /** Header and payload into the batch. */
    @Benchmark
    public ByteBuf ours() {
        batch.clear();
        FrameWriter.write(batch, Opcode.TEXT, payload);
        return batch;
    }

    /** Netty's encoder, up to where the socket would be. */
    @Benchmark
    public boolean netty() {
        netty.pipeline().write(new TextWebSocketFrame(payload.retainedDuplicate()), netty.voidPromise());
        return netty.isOpen();
    }

    private static final class Release extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
        }
    }
}
