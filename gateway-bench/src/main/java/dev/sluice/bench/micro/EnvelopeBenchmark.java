package dev.sluice.bench.micro;

import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomName;
import dev.sluice.message.ServerMessage;
import dev.sluice.message.SessionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The JSON envelope: a publish read, and what goes out for it written. */
public class EnvelopeBenchmark extends LaneBenchmark {
    private static final RoomName ROOM = RoomName.of("chat:lobby").orElseThrow();
    private static final SessionId FROM = new SessionId(0x0123_4567_89AB_CDEFL, 0x7654_3210);
    private static final long OFFSET = 123_456;

    /** Bytes of {@code data}. */
    @Param({"64", "1024"})
    public int length;

    private final JsonMessageCodec codec = new JsonMessageCodec();
    private final ServerMessage published = new ServerMessage.Published(7, ROOM.text(), OFFSET);
    private final ServerMessage pong = new ServerMessage.Pong(7);
    private ByteBuf publish = Unpooled.EMPTY_BUFFER;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private Publication publication = publication(Unpooled.EMPTY_BUFFER);

    /** Fills the messages. */
    @Setup
    public void fill() {
        String quoted = "\"" + "x".repeat(length - 2) + "\"";
        byte[] json = ("{\"type\":\"publish\",\"id\":7,\"room\":\"chat:lobby\",\"data\":" + quoted + "}")
                .getBytes(StandardCharsets.US_ASCII);
        publish = ByteBufAllocator.DEFAULT.directBuffer(json.length).writeBytes(json);
        out = ByteBufAllocator.DEFAULT.directBuffer(2 * json.length);
        publication = publication(Unpooled.copiedBuffer(quoted, StandardCharsets.US_ASCII));
    }

    /** Gives them back. */
    @TearDown
    public void release() {
        publish.release();
        out.release();
    }

    /** A client's publish, read and checked. */
    @Benchmark
    public ClientMessage decodePublish() {
        return codec.decode(publish);
    }

    /** The publication, as all members get it. */
    @Benchmark
    public ByteBuf encodePublication() {
        codec.encodePublication(publication, out.clear());
        return out;
    }

    /** The answer to the publisher. */
    @Benchmark
    public ByteBuf encodePublished() {
        codec.encode(published, out.clear());
        return out;
    }

    /** The shortest answer there is. */
    @Benchmark
    public ByteBuf encodePong() {
        codec.encode(pong, out.clear());
        return out;
    }

    private static Publication publication(ByteBuf data) {
        return new Publication(ROOM, OFFSET, Message.borrowing(PayloadType.JSON, data, FROM, null, 0));
    }
}
