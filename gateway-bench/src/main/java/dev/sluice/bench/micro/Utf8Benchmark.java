package dev.sluice.bench.micro;

import dev.sluice.protocol.websocket.Utf8Validator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.util.ReferenceCountUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Whether a text is UTF-8. Netty's validator can only be reached through its handler, which costs some tens of nanoseconds. */
public class Utf8Benchmark extends LaneBenchmark {
    /** What the text is written in. */
    @Param({"ascii", "korean", "emoji"})
    public String text = "ascii";

    /** Bytes of text. */
    @Param({"128", "1024"})
    public int length;

    private ByteBuf payload = Unpooled.EMPTY_BUFFER;
    private final Utf8Validator validator = new Utf8Validator();
    private final EmbeddedChannel netty = new EmbeddedChannel(new Utf8FrameValidator(), new Release());

    /** Fills the text. */
    @Setup
    public void fill() {
        byte[] bytes = Frames.text(text, length);
        payload = ByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }

    /** Gives it back. */
    @TearDown
    public void release() {
        payload.release();
        netty.finishAndReleaseAll();
    }

    /** This project's validator. */
    @Benchmark
    public boolean ours() {
        return validator.accept(payload) && validator.isComplete();
    }

    /** Netty's, inside its handler. */
    @Benchmark
    public boolean netty() {
        netty.pipeline().fireChannelRead(new TextWebSocketFrame(payload.retain()));
        return netty.isOpen();
    }

    private static final class Release extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
