package dev.sluice.protocol.websocket;

/**
 * The peer broke the protocol or a limit; the connection ends with {@link #closeCode()}. Stackless and shared: it is the peer's
 * fault, so there is nothing of ours to trace.
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // no stack, no cause, no suppressed ones: nothing that could differ
public final class ProtocolViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final ProtocolViolation NOT_MASKED = protocol("client frames must be masked");
    static final ProtocolViolation MASKED = protocol("server frames must not be masked");
    static final ProtocolViolation RESERVED_OPCODE = protocol("reserved opcode");
    static final ProtocolViolation RESERVED_BITS = protocol("reserved bits without an extension");
    static final ProtocolViolation COMPRESSED_BIT_MISPLACED =
            protocol("only the first frame of a message may say that it is compressed");
    static final ProtocolViolation CONTROL_FRAGMENTED = protocol("fragmented control frame");
    static final ProtocolViolation CONTROL_TOO_LONG = protocol("control frame over 125 bytes");
    static final ProtocolViolation LENGTH_NOT_MINIMAL = protocol("payload length not in its shortest form");
    static final ProtocolViolation LENGTH_NEGATIVE = protocol("payload length over 63 bits");
    static final ProtocolViolation NOTHING_TO_CONTINUE = protocol("continuation without a message");
    static final ProtocolViolation MESSAGE_INSIDE_MESSAGE = protocol("new message inside a fragmented one");
    static final ProtocolViolation CLOSE_PAYLOAD_OF_ONE = protocol("close payload of one byte");
    static final ProtocolViolation CLOSE_CODE = protocol("close code not allowed");
    static final ProtocolViolation TEXT_NOT_UTF8 = new ProtocolViolation(CloseCode.BAD_DATA, "text is not UTF-8");
    static final ProtocolViolation REASON_NOT_UTF8 =
            new ProtocolViolation(CloseCode.BAD_DATA, "close reason is not UTF-8");

    /** A compressed message that does not inflate. */
    public static final ProtocolViolation DEFLATE_CORRUPT =
            new ProtocolViolation(CloseCode.BAD_DATA, "compressed message is corrupt");

    /** A message whose bytes, inflated where it was compressed, are more than the limit. */
    public static final ProtocolViolation MESSAGE_TOO_BIG =
            new ProtocolViolation(CloseCode.TOO_BIG, "message over the limit");

    static final ProtocolViolation TOO_MANY_FRAGMENTS =
            new ProtocolViolation(CloseCode.POLICY, "too many fragments in a message");
    static final ProtocolViolation TOO_MANY_EMPTY_FRAGMENTS =
            new ProtocolViolation(CloseCode.POLICY, "too many empty fragments in a message");

    static final ProtocolViolation OVERLOADED =
            new ProtocolViolation(CloseCode.OVERLOADED, "too many unfinished messages at once");

    private final int closeCode;

    private ProtocolViolation(int closeCode, String reason) {
        super(reason, null, false, false);
        this.closeCode = closeCode;
    }

    private static ProtocolViolation protocol(String reason) {
        return new ProtocolViolation(CloseCode.PROTOCOL_ERROR, reason);
    }

    /** The close code to send, one of {@link CloseCode}. */
    public int closeCode() {
        return closeCode;
    }

    /** The reason to send, short ASCII. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
