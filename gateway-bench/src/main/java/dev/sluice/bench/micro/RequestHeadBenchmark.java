package dev.sluice.bench.micro;

import dev.sluice.protocol.handshake.RequestHeadScanner;
import dev.sluice.protocol.handshake.RequestRules;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The head of an opening handshake: what checking its bytes costs, beside what decoding it does. */
public class RequestHeadBenchmark extends LaneBenchmark {
    private static final String LIBRARY = """
            GET /rooms/lobby HTTP/1.1
            Host: localhost:8080
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13
            """;
    private static final String BROWSER = """
            Pragma: no-cache
            Cache-Control: no-cache
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36
            Origin: http://localhost:8080
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-US,en;q=0.9
            Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits
            """;

    /** Who sends it. */
    @Param({"library", "browser"})
    public String client = "library";

    private final RequestHeadScanner scanner = new RequestHeadScanner();
    private final EmbeddedChannel decoder = new EmbeddedChannel(new HttpRequestDecoder(new HttpDecoderConfig()
            .setMaxInitialLineLength(RequestRules.MOST_LINE_BYTES)
            .setMaxHeaderSize(RequestRules.MOST_HEADER_BYTES)
            .setStrictLineParsing(true)));
    private ByteBuf head = Unpooled.EMPTY_BUFFER;

    /** Fills the head. */
    @Setup
    public void fill() {
        String lines = LIBRARY + (client.equals("browser") ? BROWSER : "") + "\n";
        byte[] bytes = lines.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
        head = ByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }

    /** Gives it back. */
    @TearDown
    public void release() {
        head.release();
        decoder.finishAndReleaseAll();
    }

    /** Our scanner, byte by byte. */
    @Benchmark
    public boolean scan() {
        return scanner.read(head.readerIndex(0)) == RequestHeadScanner.Progress.END;
    }

    /** Netty's decoder, to a request and its end. */
    @Benchmark
    public Object decode() {
        decoder.writeInbound(head.readerIndex(0).retainedSlice());
        Object request = decoder.readInbound();
        decoder.releaseInbound();
        return request;
    }
}
