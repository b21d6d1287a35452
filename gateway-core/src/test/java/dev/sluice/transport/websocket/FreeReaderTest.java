package dev.sluice.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.websocket.MessageReader;
import dev.sluice.protocol.websocket.MessageRules;
import dev.sluice.protocol.websocket.MessageSink;
import dev.sluice.protocol.websocket.PieceBudget;
import dev.sluice.testing.Bytes;
import dev.sluice.testing.CountedBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clients of a lane share a reader, and that nobody gets what is another's. */
class FreeReaderTest {
    /** "Hello", masked (RFC 6455, 5.7). */
    private static final byte[] HELLO = Bytes.hex("81 85 37fa213d 7f9f4d5158");

    /** "Hel" and "lo", with a ping between. */
    private static final byte[] IN_PIECES =
            Bytes.hex("01 83 37fa213d 7f9f4d  89 82 00000000 6869  80 82 37fa213d 5b95");

    private final CountedBuffers buffers = new CountedBuffers();
    private final FreeReader free = new FreeReader(new MessageRules(buffers.allocator(), 100, 10, PieceBudget.NONE));
    private final Client ann = new Client();
    private final Client bob = new Client();

    @AfterEach
    void nothing_is_kept() {
        assertThat(buffers.unreleasedBytes()).isZero();
    }

    @Test
    void clients_that_send_whole_messages_share_one() {
        ann.read(HELLO, 0, HELLO.length);
        MessageReader first = free.take(ann);
        free.giveBack(first);
        bob.read(HELLO, 0, HELLO.length);
        assertThat(free.take(bob)).isSameAs(first);
        assertThat(ann.events).containsExactly("Hello");
        assertThat(bob.events).containsExactly("Hello");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void clients_whose_messages_come_in_pieces_at_the_same_time_each_get_their_own(int step) {
        for (int from = 0; from < IN_PIECES.length; from += step) {
            int to = Math.min(from + step, IN_PIECES.length);
            ann.read(IN_PIECES, from, to);
            bob.read(IN_PIECES, from, to);
        }
        assertThat(ann.events).containsExactly("ping hi", "Hello");
        assertThat(bob.events).containsExactly("ping hi", "Hello");
        assertThat(ann.hasOwn() || bob.hasOwn()).as("between two messages").isFalse();
    }

    @Test
    void who_is_in_the_midst_of_a_frame_or_a_message_keeps_it() {
        for (int end = 1; end < IN_PIECES.length; end++) {
            Client client = new Client();
            client.read(IN_PIECES, 0, end);
            assertThat(client.hasOwn()).as("after %d bytes", end).isTrue();
            client.end();
        }
    }

    /** What {@link WebSocketSessionHandler} does with its reader. */
    private final class Client implements MessageSink {
        private final List<String> events = new ArrayList<>();
        private MessageReader own;

        boolean hasOwn() {
            return own != null;
        }

        void read(byte[] bytes, int from, int to) {
            MessageReader reader = own == null ? free.take(this) : own;
            own = reader;
            reader.read(Unpooled.copiedBuffer(bytes, from, to - from));
            if (reader.isFree()) {
                own = null;
                free.giveBack(reader);
            }
        }

        void end() {
            own.release();
        }

        @Override
        public void onText(ByteBuf payload) {
            events.add(payload.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void onBinary(ByteBuf payload) {
            throw new AssertionError("nobody sends any");
        }

        @Override
        public void onPing(ByteBuf payload) {
            events.add("ping " + payload.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void onPong(ByteBuf payload) {
            throw new AssertionError("nobody sends any");
        }

        @Override
        public void onClose(int code, String reason) {
            throw new AssertionError("nobody sends any");
        }
    }
}
