package dev.sluice.protocol.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.websocket.FrameParser;
import dev.sluice.protocol.websocket.MessageAssembler;
import dev.sluice.protocol.websocket.MessageRules;
import dev.sluice.protocol.websocket.MessageSink;
import dev.sluice.protocol.websocket.Opcode;
import dev.sluice.protocol.websocket.PieceBudget;
import dev.sluice.testing.CountedBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever one side compresses, by whatever agreement, the other side reads, and no reference reaches beyond the window. */
class DeflateRoundTripTest {
    private static final int MOST_BYTES = 1 << 20;

    @Property(tries = 200)
    void what_a_server_sends_a_client_with_the_same_agreement_reads(
            @ForAll("conversations") List<String> messages,
            @ForAll @IntRange(min = 8, max = 15) int bits,
            @ForAll boolean forgets,
            @ForAll boolean direct) {
        CountedBuffers buffers = new CountedBuffers();
        ConnectionDeflate server = connection(buffers, forgets, bits);
        ConnectionDeflate client = connection(buffers, forgets, bits);
        Texts texts = new Texts();
        FrameParser parser = new FrameParser(FrameParser.Role.FROM_SERVER, true);
        MessageAssembler assembler = new MessageAssembler(
                new MessageRules(buffers.allocator(), MOST_BYTES, 0, PieceBudget.NONE), texts, client);
        for (String message : messages) {
            byte[] utf8 = message.getBytes(StandardCharsets.UTF_8);
            ByteBuf payload = direct ? Unpooled.directBuffer(Math.max(1, utf8.length)) : Unpooled.buffer();
            payload.writeBytes(utf8);
            ByteBuf wire = Unpooled.directBuffer();
            server.write(wire, Opcode.TEXT, payload);
            parser.read(wire, assembler);
            payload.release();
            wire.release();
        }
        assertThat(texts.got).isEqualTo(messages);
        assembler.release();
        assertThat(buffers.unreleasedBytes()).isZero();
    }

    @Property(tries = 200)
    void no_reference_reaches_further_back_than_the_window(
            @ForAll("conversations") List<String> messages, @ForAll @IntRange(min = 8, max = 15) int bits) {
        MessageDeflater deflater = new MessageDeflater();
        SlidingWindow window = new SlidingWindow(bits);
        for (String message : messages) {
            ByteBuf payload = Unpooled.copiedBuffer(message, StandardCharsets.UTF_8);
            ByteBuf compressed = Unpooled.buffer();
            deflater.deflate(payload, compressed, bits, window);
            byte[] stream = ByteBufUtil.getBytes(compressed);
            assertThat(new DeflateReferences(stream).furthest()).isLessThanOrEqualTo(1 << bits);
            window.append(payload);
        }
    }

    @Example
    void the_reader_of_references_finds_them() {
        ByteBuf compressed = Unpooled.buffer();
        ByteBuf payload =
                Unpooled.copiedBuffer(("x".repeat(10) + "0123456789abcdefghij").repeat(2), StandardCharsets.UTF_8);
        new MessageDeflater().deflate(payload, compressed, 15, null);
        assertThat(new DeflateReferences(ByteBufUtil.getBytes(compressed)).furthest())
                .isEqualTo(30);
    }

    @Provide
    Arbitrary<List<String>> conversations() {
        Arbitrary<String> words = Arbitraries.of("price", "volume", "한국어", "🙂", "{\"a\":", "0123456789");
        Arbitrary<String> repetitive = words.list().ofMinSize(0).ofMaxSize(400).map(list -> String.join("", list));
        Arbitrary<String> noise = Arbitraries.strings().withCharRange('!', '~').ofMaxLength(2000);
        return Arbitraries.oneOf(repetitive, noise).list().ofMinSize(1).ofMaxSize(6);
    }

    private static ConnectionDeflate connection(CountedBuffers buffers, boolean forgets, int bits) {
        OptionalInt window = OptionalInt.of(bits);
        return new ConnectionDeflate(
                new DeflateParameters(forgets, forgets, window, window),
                new MessageInflater(buffers.allocator(), MOST_BYTES),
                new DeflatingWriter(1, (plain, compressed) -> {}));
    }

    private static final class Texts implements MessageSink {
        private final List<String> got = new ArrayList<>();

        @Override
        public void onText(ByteBuf payload) {
            got.add(payload.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void onBinary(ByteBuf payload) {
            throw new AssertionError("nobody sends bytes here");
        }

        @Override
        public void onPing(ByteBuf payload) {
            throw new AssertionError("nobody pings here");
        }

        @Override
        public void onPong(ByteBuf payload) {
            throw new AssertionError("nobody pongs here");
        }

        @Override
        public void onClose(int code, String reason) {
            throw new AssertionError("nobody closes here");
        }
    }
}
