package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.Publication;
import dev.sluice.message.Refusal;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.protocol.websocket.Utf8Validator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text is an envelope or is refused; what is published leaves as it came. */
class EnvelopeFuzz {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(2000).build())
            .build();

    @FuzzTest
    void a_text_is_an_envelope_or_is_refused(byte[] input) {
        JsonMessageCodec codec = new JsonMessageCodec();
        String once = read(codec, input);
        assertThat(read(codec, input)).as("read again by the same codec").isEqualTo(once);
    }

    private static String read(JsonMessageCodec codec, byte[] input) {
        try {
            ClientMessage message = codec.decode(Unpooled.wrappedBuffer(input));
            // A text that is not UTF-8 never comes as far as the codec, which must not fail on it, and no more.
            if (message instanceof ClientMessage.Publish publish && isUtf8(input)) {
                check(codec, input, publish);
            }
            return message.id() + message.getClass().getSimpleName();
        } catch (Refusal refusal) {
            ByteBuf reply = Unpooled.buffer();
            codec.encode(refusal.reply(), reply);
            assertOneValue(ByteBufUtil.getBytes(reply));
            return reply.toString(StandardCharsets.UTF_8);
        }
    }

    private static void check(JsonMessageCodec codec, byte[] input, ClientMessage.Publish publish) {
        byte[] data = ByteBufUtil.getBytes(publish.data());
        assertOneValue(data);
        assertThat(new String(input, StandardCharsets.ISO_8859_1))
                .contains(new String(data, StandardCharsets.ISO_8859_1));
        RoomName.of(publish.room()).ifPresent(room -> {
            Message message = Message.borrowing(PayloadType.JSON, publish.data(), new SessionId(0, 0), null, 0);
            ByteBuf out = Unpooled.buffer();
            codec.encodePublication(new Publication(room, 1, message), out);
            byte[] sent = ByteBufUtil.getBytes(out);
            assertOneValue(sent);
            int end = sent.length - 1;
            assertThat(Arrays.copyOfRange(sent, end - data.length, end)).isEqualTo(data);
        });
    }

    private static boolean isUtf8(byte[] input) {
        Utf8Validator validator = new Utf8Validator();
        return validator.accept(Unpooled.wrappedBuffer(input)) && validator.isComplete();
    }

    /** Reads it to the end, every string and number of it, by other means than the codec's. */
    private static void assertOneValue(byte[] json) {
        assertThat(json).isNotEmpty();
        assertThat(json[0]).as("no space in front").isGreaterThan((byte) ' ');
        assertThat(json[json.length - 1]).as("no space behind").isGreaterThan((byte) ' ');
        try (JsonParser parser = JSON.createParser(new String(json, StandardCharsets.UTF_8))) {
            int values = 0;
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                values += depth == 0 ? 1 : 0;
                parser.getText();
            }
            assertThat(values)
                    .as("values in %s", new String(json, StandardCharsets.UTF_8))
                    .isEqualTo(1);
        } catch (IOException notJson) {
            throw new AssertionError(new String(json, StandardCharsets.UTF_8), notJson);
        }
    }
}
