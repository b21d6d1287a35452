package dev.sluice.bench.micro;

import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.deflate.ConnectionDeflate;
import dev.sluice.protocol.deflate.DeflateParameters;
import dev.sluice.protocol.deflate.LaneDeflate;
import dev.sluice.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One JSON message compressed, or inflated, each by itself, as both sides do without context takeover; both at zlib's level 6. {@code
 * keptWindow} is what a window of 4 or 32 KiB kept from message to message costs.
 */
public class DeflateBenchmark extends LaneBenchmark {
    private static final int MOST_BYTES = 1 << 20;
    private static final int NETTY_LEVEL = 6;
    private static final int NARROW_BITS = 12;
    private static final int WIDE_BITS = 15;

    /** Bytes of the message. */
    @Param({"1024", "16384"})
    public int length;

    private final ConnectionDeflate ours = connection(true, WIDE_BITS);
    private final ConnectionDeflate narrow = connection(false, NARROW_BITS);
    private final ConnectionDeflate wide = connection(false, WIDE_BITS);
    private final EmbeddedChannel nettyOut =
            new EmbeddedChannel(nettyExtension().newExtensionEncoder());
    private final EmbeddedChannel nettyIn = new EmbeddedChannel(nettyExtension().newExtensionDecoder());
    private ByteBuf message = Unpooled.EMPTY_BUFFER;
    private ByteBuf compressed = Unpooled.EMPTY_BUFFER;
    private final ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(MOST_BYTES);

    /** Fills the message and compresses it. */
    @Setup
    public void fill() {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; json.length() < length; i++) {
            json.append("{\"id\":")
                    .append(i * 7919 % 10_007)
                    .append(",\"user\":\"user-")
                    .append(i % 17);
            json.append("\",\"text\":\"message number ").append(i).append("\"},");
        }
        byte[] bytes = json.substring(0, length).getBytes(StandardCharsets.US_ASCII);
        message = ByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(bytes);
        ours.write(out.clear(), Opcode.TEXT, message);
        int header = out.readableBytes() > 129 ? 4 : 2;
        compressed = out.copy(header, out.readableBytes() - header);
    }

    /** Gives all of it back. */
    @TearDown
    public void release() {
        message.release();
        compressed.release();
        out.release();
        nettyOut.finishAndReleaseAll();
        nettyIn.finishAndReleaseAll();
    }

    /** A frame with the message compressed. */
    @Benchmark
    public ByteBuf deflateOurs() {
        ours.write(out.clear(), Opcode.TEXT, message);
        return out;
    }

    /** The same by Netty's handler. */
    @Benchmark
    public boolean deflateNetty() {
        nettyOut.writeOutbound(new TextWebSocketFrame(message.retainedDuplicate()));
        WebSocketFrame frame = nettyOut.readOutbound();
        return frame.release();
    }

    /** With a window of 4 KiB kept. */
    @Benchmark
    public ByteBuf deflateKeptWindow4KiB() {
        narrow.write(out.clear(), Opcode.TEXT, message);
        return out;
    }

    /** With a window of 32 KiB kept. */
    @Benchmark
    public ByteBuf deflateKeptWindow32KiB() {
        wide.write(out.clear(), Opcode.TEXT, message);
        return out;
    }

    /** The message inflated. */
    @Benchmark
    public boolean inflateOurs() {
        return ours.inflate(compressed).release();
    }

    /** The same by Netty's handler. */
    @Benchmark
    public boolean inflateNetty() {
        nettyIn.writeInbound(
                new TextWebSocketFrame(true, WebSocketServerExtension.RSV1, compressed.retainedDuplicate()));
        WebSocketFrame frame = nettyIn.readInbound();
        return frame.release();
    }

    private static ConnectionDeflate connection(boolean forgets, int bits) {
        Compression every = new Compression(true, 1, !forgets, bits);
        OptionalInt window = OptionalInt.of(bits);
        return new LaneDeflate(every, ByteBufAllocator.DEFAULT, MOST_BYTES, (plain, small) -> {})
                .connection(new DeflateParameters(forgets, forgets, window, window));
    }

    private static WebSocketServerExtension nettyExtension() {
        return new PerMessageDeflateServerExtensionHandshaker(NETTY_LEVEL, true, WIDE_BITS, true, true, 0)
                .handshakeExtension(new WebSocketExtensionData(
                        DeflateParameters.EXTENSION,
                        Map.of("server_no_context_takeover", "", "client_no_context_takeover", "")));
    }
}
