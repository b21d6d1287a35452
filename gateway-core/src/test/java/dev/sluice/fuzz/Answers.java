package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.deflate.DeflateParameters;
import dev.sluice.protocol.deflate.LaneDeflate;
import dev.sluice.protocol.websocket.CloseCode;
import dev.sluice.protocol.websocket.FrameParser;
import dev.sluice.protocol.websocket.Inflation;
import dev.sluice.protocol.websocket.MessageAssembler;
import dev.sluice.protocol.websocket.MessageRules;
import dev.sluice.protocol.websocket.MessageSink;
import dev.sluice.protocol.websocket.PieceBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a gateway has sent over one connection, read as a client reads it: answers, and behind a 101 frames. */
final class Answers implements MessageSink {
    private static final Set<String> STATUSES = Set.of("101", "200", "400", "404", "405", "414", "426", "431", "505");
    private static final Pattern HEAD =
            Pattern.compile("HTTP/1\\.1 (\\d{3}) [^\r\n]+\r\n((?:[^\r\n:]+: [^\r\n]*\r\n)*)\r\n");
    private static final Pattern LENGTH = Pattern.compile("(?mi)^content-length: (\\d+)\r?$");
    private static final Pattern CLOSE = Pattern.compile("(?mi)^connection: close(, Upgrade)?\r?$");

    private static final int MOST_BYTES = 1 << 20;

    private final StringBuilder text = new StringBuilder();
    private boolean ended;

    Answers(ByteBuf output) {
        String all = output.toString(StandardCharsets.ISO_8859_1);
        Matcher head = HEAD.matcher(all);
        int at = 0;
        while (at < all.length()) {
            assertThat(ended).as("an answer behind the end: %s", all).isFalse();
            head.region(at, all.length());
            assertThat(head.lookingAt()).as("the head of an answer: %s", all).isTrue();
            assertThat(STATUSES).contains(head.group(1));
            text.append(head.group());
            at = head.end();
            if (head.group(1).equals("101")) {
                readFrames(output.skipBytes(at), head.group());
                return;
            }
            Matcher length = LENGTH.matcher(head.group());
            assertThat(length.find()).as("a length").isTrue();
            boolean toHead = at == all.length(); // a HEAD is answered without the body
            int end = toHead ? at : at + Integer.parseInt(length.group(1));
            assertThat(end).as("the end of the answer: %s", all).isLessThanOrEqualTo(all.length());
            text.append(all, at, end);
            at = end;
            ended = CLOSE.matcher(head.group()).find();
        }
    }

    /** Whether the client knows that nothing more comes. */
    boolean sayTheEnd() {
        return ended;
    }

    /** Everything, but for what rooms deliver: that comes at the end of a turn, and so elsewhere if the reads are others. */
    String text() {
        return text.toString();
    }

    private void readFrames(ByteBuf frames, String head) {
        boolean deflate = head.contains(DeflateParameters.EXTENSION);
        FrameParser parser = new FrameParser(FrameParser.Role.FROM_SERVER, deflate);
        MessageAssembler assembler = new MessageAssembler(
                new MessageRules(UnpooledByteBufAllocator.DEFAULT, MOST_BYTES, 1, PieceBudget.NONE),
                this,
                deflate ? inflation(head) : null);
        parser.read(frames, assembler);
        assertThat(parser.isBetweenFrames()).as("a frame is whole").isTrue();
    }

    /** The client's end of what was agreed on: what the server sends is here what comes in. */
    private static Inflation inflation(String head) {
        boolean forgets = head.contains("server_no_context_takeover");
        DeflateParameters agreed = new DeflateParameters(true, forgets, OptionalInt.empty(), OptionalInt.empty());
        return new LaneDeflate(Compression.ON, UnpooledByteBufAllocator.DEFAULT, MOST_BYTES, (plain, compressed) -> {})
                .connection(agreed);
    }

    @Override
    public void onText(ByteBuf payload) {
        String message = payload.toString(StandardCharsets.UTF_8);
        assertThat(message).doesNotStartWith("{\"type\":\"error\",\"code\":\"internal\"");
        if (!message.startsWith("{\"type\":\"message\"")) {
            note("text " + message);
        }
    }

    @Override
    public void onBinary(ByteBuf payload) {
        note("binary " + payload.toString(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void onPing(ByteBuf payload) {
        note("ping " + payload.toString(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void onPong(ByteBuf payload) {
        note("pong " + payload.toString(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void onClose(int code, String reason) {
        note("close " + code + ' ' + reason);
        assertThat(code).as("a fault of ours").isNotEqualTo(CloseCode.INTERNAL);
        ended = true;
    }

    private void note(String frame) {
        assertThat(ended).as("%s behind a close frame", frame).isFalse();
        text.append('\n').append(frame);
    }
}
