package dev.sluice.protocol.websocket;

/** The type of a frame (RFC 6455, 5.2). */
public enum Opcode {
    CONTINUATION(0x0),
    TEXT(0x1),
    BINARY(0x2),
    CLOSE(0x8),
    PING(0x9),
    PONG(0xA);

    private static final int CONTROL_BIT = 0x8;

    private final int wire;

    Opcode(int wire) {
        this.wire = wire;
    }

    /** The four bits on the wire. */
    public int wire() {
        return wire;
    }

    /** Close, ping or pong: never fragmented, at most 125 bytes (RFC 6455, 5.5). */
    public boolean isControl() {
        return (wire & CONTROL_BIT) != 0;
    }

    /** The opcode of four bits; throws {@link ProtocolViolation} for one that the RFC reserves. */
    static Opcode of(int wire) {
        return switch (wire) {
            case 0x0 -> CONTINUATION;
            case 0x1 -> TEXT;
            case 0x2 -> BINARY;
            case 0x8 -> CLOSE;
            case 0x9 -> PING;
            case 0xA -> PONG;
            default -> throw ProtocolViolation.RESERVED_OPCODE;
        };
    }
}
