package dev.sluice.message;

/** What the bytes of a published message are. */
public enum PayloadType {
    /** UTF-8 from a raw room's text message. */
    TEXT,

    /** Any bytes, from a raw room's binary message. */
    BINARY,

    /** One JSON value, from an envelope. */
    JSON
}
