package dev.sluice.protocol.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Joins frames to messages (RFC 6455, 5.4). A message that arrives in one piece is handed on where it lies; only one that does
 * not is copied together, and one that is compressed (RFC 7692) inflated. Checks order, size, number of fragments and UTF-8, each as
 * early as it can be known. One for each connection, on its lane; {@link #release} ends it.
 */
public final class MessageAssembler implements FrameSink {
    /** Empty fragments say nothing; the test suites of honest peers send one or two. */
    private static final int MOST_EMPTY_FRAGMENTS = 64;

    private static final int CLOSE_CODE_BYTES = 2;

    /**
     * What compression may add to bytes that it cannot shrink: an eighth, by fixed codes, which take nine bits for a byte (RFC 1951, 3.2.6);
     * zlib's default adds far less, its smaller settings a twenty-fifth; and the ends.
     */
    private static final int COMPRESSION_OVERHEAD_SHIFT = 3;

    private static final int COMPRESSION_OVERHEAD_BYTES = 64;

    private final MessageRules rules;
    private MessageSink sink;

    /** Null where messages are never compressed. */
    private final @Nullable Inflation inflation;

    /** The opcode of the frame that is being read. */
    private Opcode frame = Opcode.CONTINUATION;

    /** TEXT or BINARY while a message is being read, else CONTINUATION. */
    private Opcode message = Opcode.CONTINUATION;

    /** Whether the message that is being read is compressed. */
    private boolean compressed;

    private boolean lastFrame;

    /** At most {@link #MOST_EMPTY_FRAGMENTS} and one. */
    private byte emptyFragments;

    private int fragments;
    private long messageBytes;
    private @Nullable Utf8Validator utf8;

    /** The pieces of a message so far; owned. */
    private @Nullable ByteBuf gathered;

    /** The pieces of a control frame so far; owned. */
    private @Nullable ByteBuf gatheredControl;

    /**
     * An assembler that may gather as much as it likes, for a connection without extensions.
     *
     * @param mostMessageBytes payload bytes of one message
     * @param mostFragments frames of one message; 0: no limit
     */
    public MessageAssembler(ByteBufAllocator allocator, int mostMessageBytes, int mostFragments, MessageSink sink) {
        this(new MessageRules(allocator, mostMessageBytes, mostFragments, PieceBudget.NONE), sink, null);
    }

    /** @param inflation for compressed messages; null where the parser lets none through */
    public MessageAssembler(MessageRules rules, MessageSink sink, @Nullable Inflation inflation) {
        this.rules = rules;
        this.sink = sink;
        this.inflation = inflation;
    }

    @Override
    public void onHeader(FrameHeader header) {
        frame = header.opcode();
        if (frame.isControl()) {
            return;
        }
        if (frame == Opcode.CONTINUATION) {
            if (message == Opcode.CONTINUATION) {
                throw ProtocolViolation.NOTHING_TO_CONTINUE;
            }
        } else {
            if (message != Opcode.CONTINUATION) {
                throw ProtocolViolation.MESSAGE_INSIDE_MESSAGE;
            }
            message = frame;
            compressed = header.compressed();
            fragments = 0;
            emptyFragments = 0;
            messageBytes = 0;
        }
        lastFrame = header.fin();
        countFragment(header.payloadLength());
    }

    @Override
    public void onPayload(ByteBuf payload, boolean endOfFrame) {
        if (frame.isControl()) {
            onControlPayload(payload, endOfFrame);
            return;
        }
        boolean endOfMessage = endOfFrame && lastFrame;
        if (message == Opcode.TEXT && !compressed) {
            checkText(payload, endOfMessage);
        }
        if (gathered == null && endOfMessage) {
            finish(payload);
            return;
        }
        gathered = gather(gathered, payload);
        if (endOfMessage) {
            deliverGathered(gathered);
        }
    }

    /** Whether it holds nothing of its client: it is between two messages, and does not inflate. */
    boolean isFree() {
        return message == Opcode.CONTINUATION && gathered == null && gatheredControl == null && inflation == null;
    }

    /** Hands what comes to this client's sink from here on. */
    void serve(MessageSink next) {
        sink = next;
    }

    /** Gives back what an unfinished message holds. May be called again. */
    public void release() {
        if (gathered != null) {
            free(gathered);
            gathered = null;
        }
        if (gatheredControl != null) {
            free(gatheredControl);
            gatheredControl = null;
        }
    }

    private void countFragment(long payloadLength) {
        // Subtracted rather than added: a length may be anything up to 2^63 - 1.
        if (payloadLength > mostBytesOnTheWire() - messageBytes) {
            throw ProtocolViolation.MESSAGE_TOO_BIG;
        }
        messageBytes += payloadLength;
        fragments++;
        if (rules.mostFragments() > 0 && fragments > rules.mostFragments()) {
            throw ProtocolViolation.TOO_MANY_FRAGMENTS;
        }
        if (payloadLength == 0 && ++emptyFragments > MOST_EMPTY_FRAGMENTS) {
            throw ProtocolViolation.TOO_MANY_EMPTY_FRAGMENTS;
        }
    }

    private long mostBytesOnTheWire() {
        int most = rules.mostMessageBytes();
        return compressed ? most + (most >> COMPRESSION_OVERHEAD_SHIFT) + (long) COMPRESSION_OVERHEAD_BYTES : most;
    }

    private void checkText(ByteBuf payload, boolean endOfMessage) {
        Utf8Validator validator = utf8 == null ? new Utf8Validator() : utf8;
        utf8 = validator;
        if (!validator.accept(payload) || (endOfMessage && !validator.isComplete())) {
            throw ProtocolViolation.TEXT_NOT_UTF8;
        }
    }

    /** The payload is whole: borrowed. */
    private void finish(ByteBuf payload) {
        if (!compressed) {
            deliver(payload);
            return;
        }
        if (inflation == null) {
            throw new IllegalStateException("the parser let a compressed message through that nobody can inflate");
        }
        ByteBuf inflated = inflation.inflate(payload);
        try {
            if (message == Opcode.TEXT) {
                checkText(inflated, true);
            }
            deliver(inflated);
        } finally {
            inflated.release();
        }
    }

    private void deliver(ByteBuf payload) {
        Opcode type = message;
        message = Opcode.CONTINUATION;
        if (type == Opcode.TEXT) {
            sink.onText(payload);
        } else {
            sink.onBinary(payload);
        }
    }

    private void deliverGathered(ByteBuf whole) {
        gathered = null;
        try {
            finish(whole);
        } finally {
            free(whole);
        }
    }

    private void onControlPayload(ByteBuf payload, boolean endOfFrame) {
        if (gatheredControl == null && endOfFrame) {
            deliverControl(payload);
            return;
        }
        ByteBuf whole = gather(gatheredControl, payload);
        gatheredControl = whole;
        if (endOfFrame) {
            gatheredControl = null;
            try {
                deliverControl(whole);
            } finally {
                free(whole);
            }
        } else if (frame == Opcode.CLOSE) {
            checkClose(whole, false);
        }
    }

    private void deliverControl(ByteBuf payload) {
        switch (frame) {
            case PING -> sink.onPing(payload);
            case PONG -> sink.onPong(payload);
            case CLOSE -> deliverClose(payload);
            case CONTINUATION, TEXT, BINARY -> throw new AssertionError(frame);
        }
    }

    private void deliverClose(ByteBuf payload) {
        checkClose(payload, true);
        if (payload.isReadable()) {
            int code = payload.readUnsignedShort();
            sink.onClose(code, payload.toString(StandardCharsets.UTF_8));
        } else {
            sink.onClose(CloseCode.NO_STATUS, "");
        }
    }

    /** RFC 6455, 5.5.1: nothing, or a code of two bytes and a reason in UTF-8. */
    private static void checkClose(ByteBuf payload, boolean endOfFrame) {
        int start = payload.readerIndex();
        int length = payload.readableBytes();
        if (length < CLOSE_CODE_BYTES) {
            if (endOfFrame && length > 0) {
                throw ProtocolViolation.CLOSE_PAYLOAD_OF_ONE;
            }
            return;
        }
        if (!CloseCode.mayBeSent(payload.getUnsignedShort(start))) {
            throw ProtocolViolation.CLOSE_CODE;
        }
        Utf8Validator reason = new Utf8Validator();
        if (!reason.accept(payload.slice(start + CLOSE_CODE_BYTES, length - CLOSE_CODE_BYTES))
                || (endOfFrame && !reason.isComplete())) {
            throw ProtocolViolation.REASON_NOT_UTF8;
        }
    }

    private ByteBuf gather(@Nullable ByteBuf before, ByteBuf piece) {
        ByteBuf whole = before == null ? rules.allocator().buffer(0) : before;
        boolean done = false;
        try {
            reserve(whole, whole.writerIndex() + piece.readableBytes());
            whole.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
            done = true;
            return whole;
        } finally {
            if (!done && before == null) {
                whole.release();
            }
        }
    }

    /** Makes room for so many bytes, at least twice as much as there is: so a byte is copied twice on the average at most. */
    private void reserve(ByteBuf whole, int bytes) {
        int before = whole.capacity();
        if (bytes <= before) {
            return;
        }
        int after = Math.max(bytes, (int) Math.min(2L * before, rules.mostMessageBytes()));
        if (!rules.budget().tryCharge(after - before)) {
            throw ProtocolViolation.OVERLOADED;
        }
        try {
            whole.capacity(after);
        } finally {
            rules.budget().discharge(after - whole.capacity()); // nothing, unless memory has run out
        }
    }

    private void free(ByteBuf whole) {
        rules.budget().discharge(whole.capacity());
        whole.release();
    }
}
